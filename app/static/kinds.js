// How each kind of event is named, coloured and shaped: colour is never the only sign.

import { draw } from "./dom.js";

const SHAPES = {
  circle: "M0-6.2A6.2 6.2 0 1 1 0 6.2A6.2 6.2 0 1 1 0-6.2Z",
  square: "M-5.8-5.8H5.8V5.8H-5.8Z",
  diamond: "M0-8L8 0L0 8L-8 0Z",
  up: "M0-7.4L7.4 5.8H-7.4Z",
  down: "M0 7.4L7.4-5.8H-7.4Z",
  pentagon: "M0-7.6L7.2-2.3L4.5 6.1H-4.5L-7.2-2.3Z",
  hexagon: "M-3.9-6.8H3.9L7.8 0L3.9 6.8H-3.9L-7.8 0Z",
  dome: "M-7.6 5.4V2.4A7.6 7.6 0 0 1 7.6 2.4V5.4Z",
  plus: "M-2.6-7.4H2.6V-2.6H7.4V2.6H2.6V7.4H-2.6V2.6H-7.4V-2.6H-2.6Z",
  times: "M-7 -3.4L-3.4-7L0-3.6L3.4-7L7-3.4L3.6 0L7 3.4L3.4 7L0 3.6L-3.4 7L-7 3.4L-3.6 0Z",
  star: "M0-8.4L2.3-2.9L8.2-2.5L3.7 1.3L5.1 7L0 3.9L-5.1 7L-3.7 1.3L-8.2-2.5L-2.3-2.9Z",
};

// kind: [what readers call it, shape, colour of tokens.css]; in the order of the legend
const KINDS = {
  conflict: ["Conflict", "diamond", 1],
  politics: ["Politics", "square", 2],
  diplomacy: ["Diplomacy", "hexagon", 7],
  protest: ["Protest", "star", 6],
  crime: ["Crime", "times", 6],
  disaster: ["Disaster", "up", 3],
  accident: ["Accident", "down", 3],
  economy: ["Economy", "pentagon", 5],
  culture: ["Culture", "dome", 4],
  science: ["Science", "plus", 4],
  other: ["Other", "circle", 8],
};

const entry = (kind) => KINDS[kind] ?? [kind ? kind[0].toUpperCase() + kind.slice(1) : "Other", "circle", 8];

export const kindName = (kind) => entry(kind)[0];
const kindShape = (kind) => SHAPES[entry(kind)[1]];
export const kindClass = (kind) => `kind-${entry(kind)[2]}`;
export const kindOrder = (kind) => (Object.keys(KINDS).indexOf(kind) + 1 || 99);

// The sign of one event: filled for an exact place, hollow where only an area is known.
export function sign(kind, { hollow = false, size = 16 } = {}) {
  return draw("svg", { class: `sign ${kindClass(kind)}${hollow ? " hollow" : ""}`, viewBox: "-10 -10 20 20", width: size, height: size, "aria-hidden": "true" },
    draw("path", { d: kindShape(kind) }));
}
