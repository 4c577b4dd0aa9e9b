// Which part of the world a map of some points shows first. A point is [latitude, longitude].

const CORE = 0.8; // the first view holds at least so many of the points

// The copy of a longitude that lies nearest to a meridian: seen from 180, Samoa (-172) is at 188.
export const turned = (longitude, meridian) => longitude + 360 * Math.round((meridian - longitude) / 360);

// All points but a few that lie so far off that they would make the rest one dot.
export function core(points) {
  const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const centre = [0, 1].map((axis) => middle(points.map((point) => point[axis])));
  const distance = (point) => Math.hypot(point[0] - centre[0], point[1] - centre[1]);
  const sorted = [...points].sort((one, other) => distance(one) - distance(other));
  const most = Math.ceil(sorted.length * CORE);
  for (let kept = sorted.length; kept > most; kept -= 1) {
    if (distance(sorted[kept - 1]) < 2.5 * Math.max(5, distance(sorted[most - 1]))) return sorted.slice(0, kept);
  }
  return sorted.slice(0, most);
}

// The meridian in the middle of the map: 0, or where points on both sides of the antimeridian come to lie side by side.
export function meridian(points) {
  const width = (middle) => {
    const longitudes = core(points.map(([latitude, longitude]) => [latitude, turned(longitude, middle)])).map(([, longitude]) => longitude);
    return Math.max(...longitudes) - Math.min(...longitudes);
  };
  const sum = (part) => points.reduce((total, [, longitude]) => total + part((longitude * Math.PI) / 180), 0);
  const mean = (Math.atan2(sum(Math.sin), sum(Math.cos)) * 180) / Math.PI;
  return points.length && width(mean) < Math.min(180, width(0)) ? mean : 0;
}
