// The map: signs of events on the Leaflet map that Folium made, clustered; areas where no exact spot is known.

import { Basemap } from "./basemap.js";
import { calm, draw, make, plural } from "./dom.js";
import { placeName, sentence, timeName } from "./evidence.js";
import { core, meridian, turned } from "./frame.js";
import { kindClass, kindName, sign } from "./kinds.js";

const WORLD = [[-58, -170], [78, 179]];
const FARTHEST_AREA_KM = 700; // a circle for all of Russia would say nothing; its sign stays hollow

function signIcon(event, selected) {
  const size = selected ? 30 : 24;
  const box = make("span", { class: `pin${selected ? " selected" : ""}` }, sign(event.kind, { hollow: !event.exact, size }));
  return L.divIcon({ className: "", html: box, iconSize: [size, size] });
}

function name(event) {
  return [event.title, timeName(event), placeName(event)].filter(Boolean).join(", ");
}

// A ring whose arcs show which kinds lie inside.
function ring(events) {
  const counts = new Map();
  for (const event of events) counts.set(kindClass(event.kind), (counts.get(kindClass(event.kind)) ?? 0) + 1);
  const length = 2 * Math.PI * 16;
  let turned = 0;
  const arcs = [...counts].sort((a, b) => b[1] - a[1]).map(([kind, count]) => {
    const share = (count / events.length) * length;
    const arc = draw("circle", { class: `arc ${kind}`, r: 16, "stroke-dasharray": `${share} ${length - share}`, "stroke-dashoffset": -turned });
    turned += share;
    return arc;
  });
  return draw("svg", { viewBox: "-20 -20 40 40", width: 40, height: 40, "aria-hidden": "true" }, draw("circle", { class: "disc", r: 17.5 }), ...arcs);
}

function clusterIcon(cluster) {
  const markers = cluster.getAllChildMarkers();
  const box = make("span", { class: "cluster" }, ring(markers.map((marker) => marker.options.event)), make("b", {}, String(markers.length)), make("span", { class: "hidden" }, "events"));
  return L.divIcon({ className: "", html: box, iconSize: [40, 40] });
}

function popup(event) {
  return make("div", { class: "popup" },
    make("p", { class: "kicker" }, sign(event.kind, { hollow: !event.exact, size: 14 }), kindName(event.kind)),
    make("h3", {}, event.title),
    make("p", { class: "facts" }, [timeName(event) || "Without a date", placeName(event)].filter(Boolean).join(" · ")),
    sentence(event));
}

export class Atlas {
  constructor(map, view, { basemap, credit, cluster }) {
    Object.assign(this, { map, view, group: cluster, meridian: 0 });
    this.setUp(credit);
    this.basemap = new Basemap(map, basemap);
    this.first = new Promise((resolve) => (this.begun = resolve));
    view.addEventListener("events", (change) => this.draw(change.detail));
    view.addEventListener("select", (change) => this.follow(change.detail.from));
    map.on("popupclose", () => this.told && this.told === view.selected && view.select(null, "map"));
    map.on("moveend", () => this.mention());
    new ResizeObserver(() => this.resize()).observe(map.getContainer());
  }

  // The background is drawn after the events.
  async ground() {
    this.name(await this.basemap.load(this.first));
  }

  // The world never becomes much smaller than the map; clusters need a whole number.
  resize() {
    this.map.invalidateSize({ animate: false });
    this.map.setMinZoom(Math.max(0, Math.floor(Math.log2(this.map.getSize().x / 256))));
  }

  setUp(credit) {
    const { map } = this;
    Object.assign(map.options, { zoomSnap: 0.25, zoomDelta: 1, wheelPxPerZoomLevel: 90, worldCopyJump: false });
    map.dragging.disable(); // Folium's would jump back over the antimeridian, away from the events there
    map.addHandler("dragging", L.Map.Drag);
    map.attributionControl?.remove();
    this.credit = L.control.attribution({ prefix: false }).addTo(map).getContainer();
    this.credit.textContent = credit;
    this.popup = L.popup({ offset: [0, -8], autoPanPaddingTopLeft: [48, 12], autoPanPaddingBottomRight: [12, 48] }); // clear of the controls
    this.areas = L.layerGroup().addTo(map);
    Object.assign(this.group.options, { iconCreateFunction: clusterIcon, maxClusterRadius: 60, animate: !calm(), spiderLegPolylineOptions: { weight: 1, className: "leg" } });
    this.group.on("clusterkeypress", (pressed) => pressed.originalEvent?.key === "Enter" && pressed.layer.fire("click"));
    this.chosen = L.layerGroup().addTo(map);
    this.beyond = make("button", { type: "button", class: "beyond", hidden: true, onclick: () => this.fit(this.placed.map((event) => this.spot(event))) });
    map.getContainer().append(this.beyond);
    L.DomEvent.disableClickPropagation(this.beyond);
    this.resize();
  }

  // Whose view of disputed borders is drawn stands on the map.
  name(borders) {
    if (!borders) return;
    this.credit.textContent += `; borders: ${borders.split(":")[0].replace("Natural Earth, ", "")}`;
    this.credit.title = borders;
  }

  // Events that lie outside of what the map shows are never forgotten.
  mention() {
    const shown = this.map.getBounds();
    const outside = this.placed.filter((event) => !shown.contains(this.spot(event))).length;
    this.beyond.hidden = outside === 0;
    this.beyond.textContent = `${plural(outside, "event", "events")} outside this view: show all`;
  }

  get placed() {
    return this.view.events.filter((event) => event.point);
  }

  // Where an event stands on this map: on the copy of the world that shows most of them side by side.
  spot(event) {
    return [event.point[0], turned(event.point[1], this.meridian)];
  }

  // `kept`: these are the events of before but for a correction, so that the map stays where it is.
  draw({ kept }) {
    const { placed } = this;
    this.meridian = meridian(placed.map((event) => event.point));
    this.map.setMaxBounds([[-88, this.meridian - 260], [88, this.meridian + 260]]);
    this.group.clearLayers();
    this.group.addLayers(placed.map((event) => this.marker(event)));
    this.outline(placed);
    if (!this.drawn || !(kept || this.view.current || !placed.length)) this.fit(core(placed.map((event) => this.spot(event))), { animate: false });
    this.drawn = true;
    requestAnimationFrame(() => setTimeout(this.begun));
    this.mention();
    this.follow("");
  }

  marker(event) {
    const marker = L.marker(this.spot(event), { event, icon: signIcon(event, false), title: event.title, alt: name(event), riseOnHover: true });
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", name(event)));
    return marker.on("click", () => this.view.select(event.id, "map"));
  }

  // One faint circle for each area, however many events lie in it.
  outline(events) {
    this.areas.clearLayers();
    const seen = new Set();
    for (const event of events.filter((each) => !each.exact && each.radius_km && each.radius_km <= FARTHEST_AREA_KM)) {
      const key = event.point.join();
      if (!seen.has(key)) this.area(event, "area").addTo(this.areas);
      seen.add(key);
    }
  }

  area(event, className) {
    return L.circle(this.spot(event), { radius: event.radius_km * 1000, className, interactive: false, renderer: (this.svg ??= L.svg({ padding: 0.4 })) });
  }

  fit(points, options = {}) {
    const bounds = L.latLngBounds(points.length ? points : WORLD);
    const { x, y } = this.map.getSize();
    const margin = points.length ? Math.min(64, Math.round(Math.min(x, y) / 7)) : 0;
    this.map.fitBounds(bounds, { padding: [margin, margin], maxZoom: 6, animate: !calm(), ...options });
  }

  // Shows the selected event; the map itself moves only as far as needed.
  follow(from) {
    this.chosen.clearLayers();
    const event = this.view.current;
    this.told = null;
    if (!event?.point) return this.popup.remove();
    L.marker(this.spot(event), { icon: signIcon(event, true), interactive: false, keyboard: false, zIndexOffset: 2000 }).addTo(this.chosen);
    if (!event.exact && event.radius_km) this.area(event, "area chosen").addTo(this.chosen);
    if (from !== "map" && this.map.getZoom() < 3) this.map.setView(this.spot(event), 4, { animate: false });
    this.tell(event);
  }

  tell(event) {
    const { x, y } = this.map.getSize();
    Object.assign(this.popup.options, { maxWidth: Math.min(320, x - 96), maxHeight: Math.max(120, Math.round(y * 0.55)) });
    this.popup.setLatLng(this.spot(event)).setContent(popup(event)).openOn(this.map);
    this.popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Close");
    this.told = event.id;
  }
}
