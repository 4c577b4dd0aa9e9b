// The words an event comes from, and how sure its time and place are.

import { make } from "./dom.js";

const ROLES = { time: "time", place: "place", trigger: "trigger" };

const LEAD = 70; // characters kept before the first mark of a shortened sentence

// Where a shortened sentence begins: at a word not far before its first mark.
function beginning(characters, marks) {
  const first = Math.min(...marks.map(([start]) => start));
  if (!(first > LEAD * 1.6)) return 0;
  return characters.indexOf(" ", first - LEAD) + 1;
}

// The sentence with its words for time and place marked; the marks may overlap, so the text is cut at every edge.
export function sentence(event, { short = false } = {}) {
  const text = event.quote ?? "";
  if (!text) return null;
  const characters = Array.from(text);
  const marks = event.marks.filter(([, , role]) => ROLES[role]);
  const begin = short ? beginning(characters, marks) : 0;
  const edges = new Set([begin, characters.length]);
  for (const [start, end] of marks) edges.add(start).add(end);
  const cuts = [...edges].filter((edge) => edge >= begin && edge <= characters.length).sort((a, b) => a - b);
  const pieces = cuts.slice(1).map((end, index) => {
    const start = cuts[index];
    const words = characters.slice(start, end).join("");
    const mark = marks.find(([from, to]) => from <= start && to >= end);
    return mark ? make("mark", { class: mark[2] }, words) : words;
  });
  return make("blockquote", { class: "sentence" }, begin ? "… " : null, ...pieces);
}

const TIME_KNOWN = {
  discourse: "The date comes from the sentences around.",
  document: "The date is that of publication.",
  dateline: "The date comes from the dateline.",
  editor: "The date was set by an editor.",
};

const PLACE_KNOWN = {
  discourse: "The place comes from the sentences around.",
  dateline: "The place comes from the dateline.",
  editor: "The place was set by an editor.",
};

// A place that only the article names has the id of what holds it and, behind a colon, its own name.
function spot(event) {
  const [own, whole] = event.places?.[0]?.id.includes(":") ? event.place.split(/, (.*)/) : [];
  return `The map shows the middle of ${whole ? `${whole}, where ${own} lies` : placeName(event)}, not an exact spot.`;
}

// Why the date and the place are what they are, where the sentence itself does not say so.
export function reasons(event) {
  const notes = [];
  if (event.edtf && TIME_KNOWN[event.known]) notes.push(TIME_KNOWN[event.known]);
  if (event.point && PLACE_KNOWN[event.place_known]) notes.push(PLACE_KNOWN[event.place_known]);
  if (event.point && !event.exact) notes.push(spot(event));
  return notes;
}

export const placeName = (event) => event.place_label || event.place || "";
export const timeWritten = (event) => event.label || event.edtf || ""; // as the desk reads it again
