// One event of the timeline in, its mark out: a sign for a moment or day, a bar for a span, soft where an end is open or about.

import { draw, number } from "./dom.js";
import { kindClass, sign } from "./kinds.js";
import { timeName } from "./words.js";

export const LANE = 24;
const FADE = 120; // pixels of a bar whose beginning is open: how long it had gone on, nobody says
const EDGE = 40; // pixels beyond the timeline's edges where nothing is drawn any more
const LABEL = 190; // pixels of a label at most, and on narrow screens a part of the width
const NARROW = 0.32;
const WIDE = 14; // pixels from which on a time is a bar
const DAYS = ["day", "part of day", "hour", "minute"]; // precisions that name a day
const FONT = "12px Helvetica Neue, Helvetica, Arial, sans-serif";

const ruler = document.createElement("canvas").getContext("2d");
const lengths = new Map();

export function long(text) {
  if (!lengths.has(text)) {
    if (lengths.size > 20_000) lengths.clear();
    ruler.font = FONT;
    lengths.set(text, ruler.measureText(text).width);
  }
  return lengths.get(text);
}

// Cut between two words, where there are two.
function shorten(text, room) {
  if (long(text) <= room) return [text, long(text)];
  let cut = text;
  while (cut && long(`${cut}…`) > room) cut = cut.slice(0, -1);
  if (/\S/.test(text[cut.length])) cut = cut.replace(/\s+\S*$/, "");
  const shown = `${cut.trimEnd()}…`;
  return [shown, long(shown)];
}

const cuts = new WeakMap(); // event -> [room, its title in that room]

function titleIn(event, room) {
  const known = cuts.get(event);
  if (known?.[0] === room) return known[1];
  const found = shorten(event.title, room);
  cuts.set(event, [room, found]);
  return found;
}

// Its own words say only "some time in that year" or "that morning": a span without its ends.
const vague = ({ edtf, precision }) => precision === "week" || precision === "part of day" || !(DAYS.includes(precision) || (edtf ?? "").includes("/"));
const about = ({ edtf }) => /[~?%]/.test(edtf ?? "");

// Left and right edge of an event in pixels, `x` a time's place.
export function edges(event, x, width) {
  const left = Math.max(event.from === null ? x(event.until) - FADE : x(event.from), -EDGE);
  const right = event.until === null ? width + EDGE : Math.min(x(event.until), width + EDGE);
  return [left, right];
}

export const inSight = ([left, right], width) => right > -EDGE && left < width + EDGE;

// Where an event and its label stand, in pixels; a label goes where there is room for it.
export function measured(event, [left, right], width) {
  const wide = right - left > WIDE;
  const [from, to] = wide ? [left, right] : [(left + right) / 2 - 9, (left + right) / 2 + 9];
  const [text, length] = titleIn(event, Math.min(LABEL, Math.round(width * NARROW)));
  const inside = Math.min(to, width) - Math.max(from, 0) > length + 14;
  const after = to + 5 + length < width;
  const label = inside ? Math.max(from, 0) + 8 : after ? to + 5 : from - 5 - length;
  const labelled = { from: Math.min(from, label), to: Math.max(to, label + length) };
  return { event, from, to, wide, text, label, inside, labelled: inside ? { from, to } : labelled };
}

export function gradients() {
  const stops = { first: [0, 1, 1], last: [1, 1, 0], both: [0.15, 1, 0.15] };
  return draw("defs", {}, ...Object.entries(stops).flatMap(([end, [one, middle, two]]) => {
    const stop = (offset, opacity) => draw("stop", { offset, "stop-color": "white", "stop-opacity": opacity });
    return [
      draw("linearGradient", { id: `fade-${end}` }, stop(0, one), stop(end === "last" ? 0 : end === "first" ? 1 : 0.5, middle), stop(1, two)),
      draw("mask", { id: `fade-${end}-mask`, maskContentUnits: "objectBoundingBox" }, draw("rect", { width: 1, height: 1, fill: `url(#fade-${end})` })),
    ];
  }));
}

// A day, and a span that the article gives, is solid; "some time in 2014" is lighter, with a dashed edge; what is open or about is soft.
function bar(event, from, to, top) {
  const soft = event.from === null ? "first" : event.until === null ? "last" : about(event) ? "both" : null;
  return draw("rect", {
    class: `bar${vague(event) ? " vague" : ""}`, x: from, y: top, width: to - from, height: LANE - 6, rx: 2, mask: soft ? `url(#fade-${soft}-mask)` : null,
  });
}

function moment(event, middle, top) {
  const picture = sign(event.kind, { size: 18 });
  picture.setAttribute("x", middle - 9);
  picture.setAttribute("y", top);
  return picture;
}

export function mark({ event, from, to, wide, text, label, inside }, { lane, label: labelled }, choose) {
  const top = lane * LANE + 4;
  const time = timeName(event);
  return draw("g", {
    class: `mark ${kindClass(event.kind)}`, id: `time-${event.id}`, role: "option", "data-id": event.id,
    "aria-label": `${event.title}, ${time}`, "aria-selected": "false", onclick: () => choose(event),
  },
  draw("title", {}, `${event.title}\n${time}`),
  draw("rect", { class: "reach", x: from - 3, y: top - 4, width: Math.max(24, to - from + 6), height: LANE }),
  wide ? bar(event, from, to, top) : moment(event, (from + to) / 2, top),
  labelled ? draw("text", { x: label, y: top + 13, class: inside ? "inside" : null }, text) : null);
}

// How many more lie there: a click looks closer. By keys every event is reached, counted or not.
export function count({ events, x }, top, closer) {
  const text = events.length < 10_000 ? `+${number(events.length)}` : `+${Math.round(events.length / 1000)}k`;
  const wide = long(text) + 14;
  return draw("g", { class: "more-marks", "aria-hidden": "true", onclick: closer },
    draw("title", {}, `${number(events.length)} more here: look closer`),
    draw("rect", { x: x - wide / 2, y: top + 3, width: wide, height: LANE - 6, rx: (LANE - 6) / 2 }),
    draw("text", { x, y: top + 16 }, text));
}
