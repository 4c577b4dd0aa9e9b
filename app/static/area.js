// The area of a place: GeoJSON from the service in, its inside and its outline on the map out.

import { turned } from "./frame.js";
import { ask } from "./source.js";

const known = new Map();

// The geometry at this address, null where there is none to be had.
export function area(address) {
  if (!known.has(address)) known.set(address, ask(address).then((found) => found.geometry ?? found).catch(() => (known.delete(address), null)));
  return known.get(address);
}

const polygons = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : []);
const cut = ([longitude, latitude]) => Math.abs(longitude) > 179.9999 || latitude < -89.9;

// How far a part is moved to the copy of the world where its sign stands.
function shift(rings, meridian) {
  let [west, east] = [Infinity, -Infinity];
  for (const [longitude] of rings[0]) [west, east] = [Math.min(west, longitude), Math.max(east, longitude)];
  return turned((west + east) / 2, meridian) - (west + east) / 2;
}

// The lines of a ring that are a coast or border; where the antimeridian cut the area in two nothing ends.
function lines(ring, place) {
  const found = [[]];
  ring.forEach((point, index) => {
    if (index && cut(point) && cut(ring[index - 1])) found.push([]);
    found.at(-1).push(place(point));
  });
  return found.filter((line) => line.length > 1);
}

export function outlined(geometry, meridian, options) {
  const layers = polygons(geometry).flatMap((rings) => {
    const by = shift(rings, meridian);
    const place = ([longitude, latitude]) => [latitude, longitude + by];
    const inside = L.polygon(rings.map((ring) => ring.map(place)), { ...options, stroke: false, className: `${options.className} inside` });
    const outline = L.polyline(rings.flatMap((ring) => lines(ring, place)), { ...options, fill: false, className: `${options.className} outline` });
    return [inside, outline];
  });
  return L.featureGroup(layers);
}
