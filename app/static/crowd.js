// Where more events are in sight than a timeline has room for: the main ones are drawn, the rest is counted where it lies.

const COLUMN = 56; // pixels of one count
const ROOM = 130; // pixels that a drawn event and its label take, all in all

// 0, 1/2, 1/4, 3/4, 1/8 ...: events of equal weight are taken from everywhere.
function spread(index) {
  let [value, part] = [0, 0.5];
  for (let left = index; left; left >>= 1, part /= 2) value += (left & 1) * part;
  return value;
}

// The order in which events claim room: the weightiest first.
export function ranked(events) {
  const keyed = events.map((event, index) => [event, event.importance ?? 0, spread(index)]);
  return keyed.sort((one, other) => other[1] - one[1] || one[2] - other[2]).map(([event]) => event);
}

// `seen`: the events in sight in that order, each with its middle in pixels. Gives back the set of those to draw.
export function thinned(seen, { width, lanes, chosen }) {
  const most = Math.max(4, Math.floor((lanes * width) / ROOM));
  const drawn = new Set(seen.slice(0, most).map(({ event }) => event));
  if (chosen && seen.some(({ event }) => event === chosen)) drawn.add(chosen);
  return drawn;
}

// How many of the events that are not drawn lie in each stretch of the timeline.
export function counted(seen, drawn, width) {
  const columns = Array.from({ length: Math.max(1, Math.floor(width / COLUMN)) }, () => []);
  const wide = width / columns.length;
  for (const { event, middle } of seen) if (!drawn.has(event)) columns[Math.min(columns.length - 1, Math.max(0, Math.floor(middle / wide)))].push(event);
  return columns.map((events, index) => ({ events, x: (index + 0.5) * wide, from: index * wide, to: (index + 1) * wide })).filter(({ events }) => events.length);
}
