// The map: signs of events on the Leaflet map that Folium made, clustered; areas where no exact spot is known.

import { area, outlined } from "./area.js";
import { Basemap } from "./basemap.js";
import { calm, draw, make, plural } from "./dom.js";
import { placeName, sentence } from "./evidence.js";
import { core, meridian, turned } from "./frame.js";
import { kindClass, kindName, sign } from "./kinds.js";
import { timeName } from "./words.js";

const WORLD = [[-58, -170], [78, 179]];
const FAR = 3; // zooms of a world map, on which one event is nowhere
const NEAR = 6; // the map goes no nearer by itself
const HIDDEN = 48; // pixels: a smaller area lies under its own sign
const FARTHEST_AREA_KM = 700; // a circle for all of Russia would say nothing; its sign stays hollow

const hasCircle = (event) => event.radius_km && event.radius_km <= FARTHEST_AREA_KM;

const isEnter = (pressed) => pressed.originalEvent?.key === "Enter";

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

function popup(event, note = "") {
  return make("div", { class: "popup" },
    make("p", { class: "kicker" }, sign(event.kind, { hollow: !event.exact, size: 14 }), kindName(event.kind)),
    make("h3", {}, event.title),
    make("p", { class: "facts" }, [timeName(event) || "Without a date", placeName(event)].filter(Boolean).join(" · ")),
    sentence(event),
    note ? make("p", { class: "note" }, `The area drawn: ${note}.`) : null);
}

export class Atlas {
  constructor(map, view, { layers, areas, credit, borders, cluster }) {
    Object.assign(this, { map, view, areas, group: cluster, meridian: 0 });
    this.setUp(credit, borders);
    this.basemap = new Basemap(map, layers);
    this.first = new Promise((resolve) => (this.begun = resolve));
    view.addEventListener("events", (change) => this.draw(change.detail));
    view.addEventListener("select", (change) => this.follow(change.detail.from));
    map.on("popupclose", () => this.told && this.told === view.selected && view.select(null, "map"));
    map.on("moveend", () => this.mention());
    new ResizeObserver(() => this.resize()).observe(map.getContainer());
  }

  // The background comes after the events: it must not keep them waiting.
  async ground() {
    await this.first;
    this.basemap.show();
  }

  // The world never becomes much smaller than the map; clusters need a whole number.
  resize() {
    this.map.invalidateSize({ animate: false });
    this.map.setMinZoom(Math.max(0, Math.floor(Math.log2(this.map.getSize().x / 256))));
  }

  setUp(credit, borders) {
    const { map } = this;
    Object.assign(map.options, { zoomSnap: 0.25, zoomDelta: 1, wheelPxPerZoomLevel: 90, worldCopyJump: false });
    map.dragging.disable(); // Folium's would jump back over the antimeridian, away from the events there
    map.addHandler("dragging", L.Map.Drag);
    map.attributionControl?.remove();
    const sources = L.control.attribution({ prefix: false }).addTo(map).addAttribution(make("i", {}, credit).innerHTML); // as Leaflet wants it: escaped
    sources.getContainer().title = borders; // whose view of disputed borders is drawn
    this.popup = L.popup({ offset: [0, -8], autoPanPaddingTopLeft: [48, 12], autoPanPaddingBottomRight: [12, 48] }); // clear of the controls
    this.circles = L.layerGroup().addTo(map);
    this.svg = L.svg({ padding: 0.4 });
    Object.assign(this.group.options, { iconCreateFunction: clusterIcon, maxClusterRadius: 60, animate: !calm(), spiderLegPolylineOptions: { weight: 1, className: "leg" } });
    this.group.on("clusterkeypress", (pressed) => isEnter(pressed) && pressed.layer.fire("click"));
    this.chosen = L.layerGroup().addTo(map);
    this.beyond = make("button", { type: "button", class: "beyond", hidden: true, onclick: () => this.fit(this.placed.map((event) => this.spot(event))) });
    map.getContainer().append(this.beyond);
    L.DomEvent.disableClickPropagation(this.beyond);
    this.resize();
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
    this.put(placed);
    this.outline(placed);
    if (!this.drawn || !(kept || this.view.current || !placed.length)) this.fit(core(placed.map((event) => this.spot(event))), { animate: false });
    const from = this.drawn ? "map" : ""; // what was chosen before moves nothing now
    this.drawn = true;
    requestAnimationFrame(() => setTimeout(this.begun));
    this.mention();
    this.follow(from);
  }

  // The signs of these events and no others; most of many stay where only the time changes.
  put(placed) {
    const known = this.meridian === this.turnedTo ? this.markers ?? new Map() : new Map();
    this.turnedTo = this.meridian;
    this.markers = new Map(placed.map((event) => [event, known.get(event) ?? this.marker(event)]));
    const fresh = placed.filter((event) => !known.has(event) || !this.group.hasLayer(known.get(event)));
    const gone = [...known].filter(([event]) => !this.markers.has(event)).map(([, marker]) => marker);
    if (known.size && fresh.length + gone.length < this.markers.size / 2) {
      this.group.removeLayers(gone);
      this.group.addLayers(fresh.map((event) => this.markers.get(event)));
    } else {
      this.group.clearLayers();
      this.group.addLayers([...this.markers.values()]);
    }
  }

  marker(event) {
    const marker = L.marker(this.spot(event), { event, icon: signIcon(event, false), title: event.title, riseOnHover: true });
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", name(event)));
    marker.on("keypress", (pressed) => isEnter(pressed) && marker.fire("click")); // Leaflet itself does so only for popups of its own
    return marker.on("click", () => this.view.select(event.id, "map"));
  }

  // One faint circle where no better is known of an area, however many events lie in it; areas themselves would cover the map.
  outline(events) {
    this.circles.clearLayers();
    const seen = new Set();
    for (const event of events.filter((each) => !each.exact && !each.area && hasCircle(each))) {
      const key = event.point.join();
      if (!seen.has(key)) this.circle(event, "area").addTo(this.circles);
      seen.add(key);
    }
  }

  circle(event, className) {
    return L.circle(this.spot(event), { radius: event.radius_km * 1000, className, interactive: false, renderer: this.svg });
  }

  // The whole area of the place, as far as it is known; else a circle about as large.
  async surround(event, from) {
    const wanted = (this.wanted = {});
    const geometry = event.area ? await area(this.areas.replace("{id}", encodeURIComponent(event.places[0].id))) : null;
    if (wanted !== this.wanted || event.id !== this.told) return; // another one was chosen meanwhile
    if (geometry) {
      if (geometry.note) this.popup.setContent(popup(event, geometry.note));
      const shown = outlined(geometry, this.spot(event)[1], { className: `area chosen ${kindClass(event.kind)}`, interactive: false, renderer: this.svg }).addTo(this.chosen);
      if (from !== "map") this.reveal(shown.getBounds());
    } else if (hasCircle(event)) this.circle(event, `area chosen ${kindClass(event.kind)}`).addTo(this.chosen);
  }

  // Far enough away that most of an area is seen; nearer than before only on a map of the world, or where its sign would hide it.
  reveal(bounds) {
    const [seen, zoom] = [this.map.getBounds(), this.map.getZoom()];
    const clear = (low, high, from, to) => Math.min(high, to) - Math.max(low, from) > 0.65 * (high - low);
    const most = clear(bounds.getWest(), bounds.getEast(), seen.getWest(), seen.getEast()) && clear(bounds.getSouth(), bounds.getNorth(), seen.getSouth(), seen.getNorth());
    const size = this.size(bounds);
    const hidden = size < HIDDEN && zoom < NEAR;
    if (most && zoom >= FAR && !hidden) return;
    const nearest = hidden ? Math.min(NEAR, zoom + Math.ceil(Math.log2((2 * HIDDEN) / size))) : zoom < FAR ? 5 : zoom;
    this.map.fitBounds(bounds, { maxZoom: nearest, padding: [24, 24], animate: !calm() });
    this.map.once("moveend", () => this.popup.isOpen() && this.popup.update()); // which moves it into view
  }

  // The longer side of an area on the map, in pixels.
  size(bounds) {
    const [one, other] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => this.map.project(corner));
    return Math.max(other.x - one.x, other.y - one.y);
  }

  fit(points, options = {}) {
    const bounds = L.latLngBounds(points.length ? points : WORLD);
    const { x, y } = this.map.getSize();
    const margin = points.length ? Math.min(64, Math.round(Math.min(x, y) / 7)) : 0;
    const zoom = this.map.getBoundsZoom(bounds, false, L.point(2 * margin, 2 * margin));
    const maxZoom = Math.min(NEAR, zoom % 1 === 0.5 ? zoom - 0.25 : zoom);
    this.map.fitBounds(bounds, { padding: [margin, margin], maxZoom, animate: !calm(), ...options });
  }

  // Shows the selected event; the map itself moves only as far as needed.
  follow(from) {
    this.chosen.clearLayers();
    const event = this.view.current;
    this.told = null;
    if (!event?.point) return this.popup.remove();
    L.marker(this.spot(event), { icon: signIcon(event, true), interactive: false, keyboard: false, zIndexOffset: 2000 }).addTo(this.chosen);
    if (from !== "map" && this.map.getZoom() < FAR && !event.area) this.map.setView(this.spot(event), 4, { animate: false });
    this.tell(event);
    if (!event.exact) this.surround(event, from);
  }

  tell(event) {
    const { x, y } = this.map.getSize();
    Object.assign(this.popup.options, { maxWidth: Math.min(320, x - 96), maxHeight: Math.max(120, Math.round(y * 0.55)) });
    this.popup.setLatLng(this.spot(event)).setContent(popup(event)).openOn(this.map);
    this.popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Close");
    this.told = event.id;
  }
}
