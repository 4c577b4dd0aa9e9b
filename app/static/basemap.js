// The background: land, coasts, borders and the names of countries, drawn on one canvas from Natural Earth's outlines.

const WORLD = 256; // the width of the whole map at zoom 0, in pixels
const FINEST = 7; // from this zoom on every point is drawn
const SCANS = [0.35, 0.45, 0.5, 0.55, 0.65];
const LETTERS = "\"Helvetica Neue\", Helvetica, Arial, \"Liberation Sans\", sans-serif";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// One ring in spherical Mercator (EPSG:3857) as Leaflet has it at zoom 0: x, y, x, y ...; `frame` grows around it.
function project(ring, frame) {
  const points = new Float64Array(ring.length * 2);
  for (let index = 0; index < ring.length; index += 1) {
    const [longitude, latitude] = ring[index];
    const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, latitude)) * Math.PI) / 180);
    const x = (points[index * 2] = (longitude / 360 + 0.5) * WORLD);
    const y = (points[index * 2 + 1] = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD);
    if (x < frame[0]) frame[0] = x;
    if (y < frame[1]) frame[1] = y;
    if (x > frame[2]) frame[2] = x;
    if (y > frame[3]) frame[3] = y;
  }
  return points;
}

// Points nearer to the last one than `least` are left out: nobody would see them.
function outline(rings, least) {
  const path = new Path2D();
  for (const ring of rings) {
    let [x, y] = ring;
    path.moveTo(x, y);
    for (let index = 2; index < ring.length; index += 2) {
      if (Math.abs(ring[index] - x) + Math.abs(ring[index + 1] - y) < least) continue;
      x = ring[index];
      y = ring[index + 1];
      path.lineTo(x, y);
    }
    path.closePath();
  }
  return path;
}

// Where the horizontal through `y` enters and leaves a ring.
function crossings(ring, y) {
  const found = [];
  for (let index = 0; index + 3 < ring.length; index += 2) {
    const [y1, y2] = [ring[index + 1], ring[index + 3]];
    if (y1 > y !== y2 > y) found.push(ring[index] + ((y - y1) / (y2 - y1)) * (ring[index + 2] - ring[index]));
  }
  return found.sort((one, other) => one - other);
}

// The widest stretch of land on a few lines across the largest part: where the name stands.
function seat(ring, [, top, , bottom]) {
  let best = { width: 0, x: 0, y: 0 };
  for (const share of SCANS) {
    const y = top + (bottom - top) * share;
    const edges = crossings(ring, y);
    for (let index = 0; index + 1 < edges.length; index += 2) {
      const width = edges[index + 1] - edges[index];
      if (width > best.width) best = { width, x: (edges[index] + edges[index + 1]) / 2, y };
    }
  }
  return best;
}

const EMPTY = [Infinity, Infinity, -Infinity, -Infinity];

function country(feature) {
  const { type, coordinates } = feature.geometry;
  const parts = (type === "Polygon" ? [coordinates] : coordinates).flat().map((ring) => {
    const frame = [...EMPTY];
    return { ring: project(ring, frame), frame, area: (frame[2] - frame[0]) * (frame[3] - frame[1]) };
  });
  const largest = parts.reduce((best, part) => (part.area > best.area ? part : best));
  const rings = parts.map(({ ring }) => ring);
  const paths = new Map();
  return {
    name: feature.properties?.name ?? "",
    box: parts.reduce((box, { frame }) => [Math.min(box[0], frame[0]), Math.min(box[1], frame[1]), Math.max(box[2], frame[2]), Math.max(box[3], frame[3])], EMPTY),
    seat: seat(largest.ring, largest.frame),
    path(zoom) {
      const level = Math.min(FINEST, Math.ceil(zoom));
      if (!paths.has(level)) paths.set(level, outline(rings, level === FINEST ? 0 : 0.7 / 2 ** level));
      return paths.get(level);
    },
  };
}

const overlap = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

// Extends Leaflet's renderer, which keeps a canvas in place while the map is dragged and zoomed.
const makeLayer = () => L.Renderer.extend({
  options: { pane: "land", padding: 0.25 },

  show(countries) {
    this._countries = countries.sort((one, other) => other.seat.width - one.seat.width);
    this.redraw();
    return this;
  },

  redraw() {
    if (this._map) this._update();
  },

  _initContainer() {
    this._container = document.createElement("canvas");
    this._brush = this._container.getContext("2d");
  },

  _destroyContainer() {
    this._container.remove();
    delete this._container;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const { min } = this._bounds;
    const size = this._bounds.getSize();
    const sharp = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(this._container, min);
    Object.assign(this._container, { width: sharp * size.x, height: sharp * size.y });
    Object.assign(this._container.style, { width: `${size.x}px`, height: `${size.y}px` });
    const origin = this._map.getPixelOrigin().add(min);
    this._draw({ zoom: this._map.getZoom(), scale: this._map.getZoomScale(this._map.getZoom(), 0), origin, size, sharp });
  },

  _draw({ zoom, scale, origin, size, sharp }) {
    const brush = this._brush;
    const [left, top] = [origin.x / scale, origin.y / scale];
    const seen = [left, top, left + size.x / scale, top + size.y / scale];
    const shifts = [-WORLD, 0, WORLD].filter((shift) => seen[0] < shift + WORLD && shift < seen[2]);
    brush.lineJoin = "bevel";
    for (const shift of shifts) {
      const shown = this._countries.filter(({ box: [x1, y1, x2, y2] }) => overlap([x1 + shift, y1, x2 + shift, y2], seen));
      const paths = shown.map((each) => each.path(zoom));
      brush.setTransform(sharp * scale, 0, 0, sharp * scale, sharp * (shift * scale - origin.x), sharp * -origin.y);
      this._stroke(paths, "coast", 2 / scale);
      brush.fillStyle = colour("land");
      for (const path of paths) brush.fill(path, "evenodd");
      this._stroke(paths, "border", 0.7 / scale);
    }
    brush.setTransform(sharp, 0, 0, sharp, -sharp * origin.x, -sharp * origin.y);
    this._names(shifts, scale, seen);
  },

  _stroke(paths, name, width) {
    Object.assign(this._brush, { strokeStyle: colour(name), lineWidth: width });
    for (const path of paths) this._brush.stroke(path);
  },

  // Names that fit into their country and touch no other name; the widest come first.
  _names(shifts, scale, seen) {
    const brush = this._brush;
    const taken = [];
    Object.assign(brush, { fillStyle: colour("country"), strokeStyle: colour("halo"), lineWidth: 3, textAlign: "center", textBaseline: "middle" });
    for (const { name, seat: { x, y, width } } of this._countries) {
      const room = width * scale;
      if (room < 34) break;
      const height = Math.min(14, Math.max(10, room / 26));
      brush.font = `500 ${height}px ${LETTERS}`;
      brush.letterSpacing = `${Math.min(3, room / 160).toFixed(1)}px`;
      const text = name.toUpperCase();
      const length = brush.measureText(text).width;
      if (length > room * 1.15) continue;
      for (const shift of shifts) {
        const [middle, line] = [(x + shift) * scale, y * scale];
        const frame = [middle - length / 2 - 6, line - height, middle + length / 2 + 6, line + height];
        if (!overlap(frame, seen.map((edge) => edge * scale)) || taken.some((other) => overlap(frame, other))) continue;
        taken.push(frame);
        brush.strokeText(text, middle, line);
        brush.fillText(text, middle, line);
      }
    }
  },
});

function graticule() {
  const lines = [];
  for (let longitude = -450; longitude <= 450; longitude += 15) lines.push([[-85, longitude], [85, longitude]]);
  for (let latitude = -75; latitude <= 75; latitude += 15) lines.push([[latitude, -450], [latitude, 450]]);
  return lines;
}

function pane(map, name, level) {
  const element = map.createPane(name);
  element.style.zIndex = level;
  element.style.pointerEvents = "none";
}

const LOST = "The background of the map could not be loaded.";

export class Basemap {
  constructor(map, address) {
    Object.assign(this, { map, address });
    pane(map, "graticule", 150);
    pane(map, "land", 160);
    const lines = L.polyline(graticule(), { renderer: L.canvas({ pane: "graticule" }), interactive: false, weight: 0.8, color: colour("graticule") }).addTo(map);
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      lines.setStyle({ color: colour("graticule") });
      this.layer?.redraw();
    });
  }

  // Draws land and borders and gives back whose view of them it is; after `first`, as the events come before them.
  async load(first) {
    const [response] = await Promise.all([fetch(this.address).catch(() => null), first]);
    const { features, view = "" } = response?.ok ? await response.json().catch(() => ({})) : {};
    if (!features) throw new Error(LOST);
    this.layer = new (makeLayer())();
    this.layer._countries = [];
    this.layer.addTo(this.map).show(features.filter(({ geometry }) => geometry?.coordinates.length).map(country));
    return view;
  }
}
