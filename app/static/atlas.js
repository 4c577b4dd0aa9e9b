// The map: signs of events on the Leaflet map that Folium made, clustered; areas where no exact spot is known.

import { addBasemap } from "./basemap.js";
import { calm, draw, make, plural } from "./dom.js";
import { placeName, sentence, timeName } from "./evidence.js";
import { kindClass, kindName, sign } from "./kinds.js";

const WORLD = [[-58, -170], [78, 179]];
const CORE = 0.8; // the first view holds at least so many of the events
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
  const box = make("span", { class: "cluster" }, ring(markers.map((marker) => marker.options.event)), make("b", {}, String(markers.length)));
  return L.divIcon({ className: "", html: box, iconSize: [40, 40] });
}

function popup(event) {
  return make("div", { class: "popup" },
    make("p", { class: "kicker" }, sign(event.kind, { hollow: !event.exact, size: 14 }), kindName(event.kind)),
    make("h3", {}, event.title),
    make("p", { class: "facts" }, [timeName(event) || "Without a date", placeName(event)].filter(Boolean).join(" · ")),
    sentence(event));
}

// The events of the first view: a few that lie far off from all others would make the rest one dot.
function core(events) {
  const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const centre = [0, 1].map((axis) => middle(events.map((event) => event.point[axis])));
  const distance = (event) => Math.hypot(event.point[0] - centre[0], event.point[1] - centre[1]);
  const sorted = [...events].sort((one, other) => distance(one) - distance(other));
  const most = Math.ceil(sorted.length * CORE);
  for (let kept = sorted.length; kept > most; kept -= 1) {
    if (distance(sorted[kept - 1]) < 2.5 * Math.max(5, distance(sorted[most - 1]))) return sorted.slice(0, kept);
  }
  return sorted.slice(0, most);
}

export class Atlas {
  constructor(map, view, { basemap, credit, cluster }) {
    Object.assign(this, { map, view, group: cluster, markers: new Map() });
    this.setUp(credit);
    const first = new Promise((resolve) => (this.begun = resolve));
    this.ready = addBasemap(map, basemap, first).then((borders) => this.name(credit, borders));
    view.addEventListener("events", () => this.draw());
    view.addEventListener("select", (change) => this.follow(change.detail.from));
    map.on("popupclose", () => this.told && this.told === view.selected && view.select(null, "map"));
    map.on("moveend", () => this.mention());
    new ResizeObserver(() => this.resize()).observe(map.getContainer());
  }

  // The world never becomes much smaller than the map; clusters need a whole number.
  resize() {
    this.map.invalidateSize({ animate: false });
    this.map.setMinZoom(Math.max(0, Math.floor(Math.log2(this.map.getSize().x / 256))));
  }

  setUp(credit) {
    const { map } = this;
    Object.assign(map.options, { zoomSnap: 0.25, zoomDelta: 1, wheelPxPerZoomLevel: 90 });
    map.setMaxBounds([[-88, -260], [88, 260]]);
    map.attributionControl?.remove();
    this.credit = L.control.attribution({ prefix: false }).addTo(map).getContainer();
    this.credit.textContent = credit;
    this.popup = L.popup({ offset: [0, -8], autoPanPadding: [24, 24] });
    this.areas = L.layerGroup().addTo(map);
    Object.assign(this.group.options, { iconCreateFunction: clusterIcon, maxClusterRadius: 60, animate: !calm(), spiderLegPolylineOptions: { weight: 1, className: "leg" } });
    this.group.on("clusterkeypress", (pressed) => pressed.originalEvent?.key === "Enter" && pressed.layer.fire("click"));
    this.chosen = L.layerGroup().addTo(map);
    this.beyond = make("button", { type: "button", class: "beyond", hidden: true, onclick: () => this.fit(this.placed) });
    map.getContainer().append(this.beyond);
    L.DomEvent.disableClickPropagation(this.beyond);
    this.resize();
  }

  // Whose view of disputed borders is drawn stands on the map.
  name(credit, borders) {
    if (!borders) return;
    this.credit.textContent = `${credit}; borders: ${borders.split(":")[0].replace("Natural Earth, ", "")}`;
    this.credit.title = borders;
  }

  // Events that lie outside of what the map shows are never forgotten.
  mention() {
    const shown = this.map.getBounds();
    const outside = this.placed.filter((event) => !shown.contains(event.point)).length;
    this.beyond.hidden = outside === 0;
    this.beyond.textContent = `${plural(outside, "event", "events")} outside this view: show all`;
  }

  get placed() {
    return this.view.events.filter((event) => event.point);
  }

  draw() {
    const placed = this.placed;
    this.markers = new Map(placed.map((event) => [event.id, this.marker(event)]));
    this.group.clearLayers();
    this.group.addLayers([...this.markers.values()]);
    this.outline(placed);
    if (!this.view.current || !this.drawn) this.fit(core(placed), { animate: false });
    this.drawn = true;
    requestAnimationFrame(() => setTimeout(this.begun));
    this.mention();
    this.follow("");
  }

  marker(event) {
    const marker = L.marker(event.point, { event, icon: signIcon(event, false), title: event.title, alt: name(event), riseOnHover: true });
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
    return L.circle(event.point, { radius: event.radius_km * 1000, className, interactive: false, renderer: (this.svg ??= L.svg({ padding: 0.4 })) });
  }

  fit(events, options = {}) {
    const bounds = events.length ? L.latLngBounds(events.map((event) => event.point)) : L.latLngBounds(WORLD);
    const { x, y } = this.map.getSize();
    const margin = events.length ? Math.min(64, Math.round(Math.min(x, y) / 7)) : 0;
    this.map.fitBounds(bounds, { padding: [margin, margin], maxZoom: 6, animate: !calm(), ...options });
  }

  // Shows the selected event; the map itself moves only as far as needed.
  follow(from) {
    this.chosen.clearLayers();
    const event = this.view.current;
    this.told = null;
    if (!event?.point) return this.popup.remove();
    L.marker(event.point, { icon: signIcon(event, true), interactive: false, keyboard: false, zIndexOffset: 2000 }).addTo(this.chosen);
    if (!event.exact && event.radius_km) this.area(event, "area chosen").addTo(this.chosen);
    if (from !== "map" && this.map.getZoom() < 3) this.map.setView(event.point, 4, { animate: false });
    this.tell(event);
  }

  tell(event) {
    const { x, y } = this.map.getSize();
    Object.assign(this.popup.options, { maxWidth: Math.min(320, x - 60), maxHeight: Math.max(120, Math.round(y * 0.55)) });
    this.popup.setLatLng(event.point).setContent(popup(event)).openOn(this.map);
    this.popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Close");
    this.told = event.id;
  }
}
