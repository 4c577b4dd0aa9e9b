// The filters without a service: events and a query in, those that it leaves out. Means what events/query.py means.

import { parse } from "./edtf.js";
import { DAY, ofClock } from "./minutes.js";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i;
const MOST_VALUES = 500;
const LONGEST_WORDS = 200;

// What a filter may say; null = anything.
const ALLOWED = {
  kind: null,
  place_kind: ["point", "city", "region", "country", "water", "line"],
  place: null,
  country: null,
  actor: null,
  article: null,
  known: ["explicit", "discourse", "dateline", "document", "editor", "import"],
  state: ["found", "confirmed", "edited", "rejected"],
  has: ["time", "place"],
};
const WHOLE = ["actor"]; // names may hold commas

// A filter that cannot be read, in the service's own words.
class Unreadable extends Error {
  constructor(parameter, words) {
    super(`${parameter}: ${words}`);
    this.status = 400;
  }
}

// ---- words ----

const LETTERS = { ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", æ: "ae", œ: "oe", þ: "th", ə: "a" };
const INITIALS = /(?<![\p{L}\p{N}_])(?:[\p{L}\p{N}_]\.){2,}/gu; // U.S. is found as US
const WORD = /[\p{L}\p{N}]+/gu;

// Unicode's case folding, all but: upper case joins what lower case keeps apart (ẞ, ß and ss), and sigma has two small forms.
const withoutCase = (text) => text.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");

// A mark that hangs on the letter before it is one that normalization moves: to before a higher or after a lower one.
const combines = (mark) => `\u0301${mark}`.normalize("NFD") !== `\u0301${mark}` || `${mark}\u0334`.normalize("NFD") !== `${mark}\u0334`;

// The words of a text without case and accents.
export function foldedWords(text) {
  const initials = text.replace(INITIALS, (match) => match.replaceAll(".", ""));
  const plain = withoutCase(initials.normalize("NFKD")).replace(/\p{M}/gu, (mark) => (combines(mark) ? "" : mark));
  return plain.replace(/[øłđðıæœþə]/g, (letter) => LETTERS[letter]).match(WORD) ?? [];
}

const wordsOf = new WeakMap(); // event -> its words

function words(event) {
  if (!wordsOf.has(event)) {
    const said = [event.title, event.quote ?? "", ...(event.places ?? []).map(({ name }) => name), ...(event.actors ?? [])];
    wordsOf.set(event, new Set(foldedWords(said.join(" "))));
  }
  return wordsOf.get(event);
}

// All words, the last a beginning.
function holds(event, asked) {
  const own = words(event);
  const last = asked.at(-1);
  return asked.slice(0, -1).every((word) => own.has(word)) && [...own].some((word) => word.startsWith(last));
}

// ---- boxes ----

const wrapped = (longitude) => (longitude >= -180 && longitude <= 180 ? longitude : ((((longitude + 180) % 360) + 360) % 360) - 180);

function box(text) {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length !== 4 || !parts.every((part) => NUMBER.test(part))) {
    throw new Unreadable("bbox", `“${text}” is no box; write west,south,east,north in degrees, such as 43.4,38.8,46.7,41.3.`);
  }
  let [west, south, east, north] = parts.map(Number);
  if (east - west >= 360) [west, east] = [-180, 180];
  if (!(south >= -90 && south <= north && north <= 90)) throw new Unreadable("bbox", "latitudes lie between -90 and 90, and the south comes before the north.");
  return { west: wrapped(west), south, east: wrapped(east), north };
}

function inside({ west, south, east, north }, point) {
  if (!point || point[0] < south || point[0] > north) return false;
  return west <= east ? west <= point[1] && point[1] <= east : point[1] >= west || point[1] <= east;
}

// ---- reading a query ----

function one(name, values) {
  if (values.length > 1) throw new Unreadable(name, "it can be given only once.");
  return values[0];
}

function when(name, values) {
  try {
    return parse(one(name, values));
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable(name, error.message);
  }
}

function list(name, values) {
  const parts = WHOLE.includes(name) ? values : values.flatMap((value) => value.split(",")).map((part) => part.trim()).filter(Boolean);
  if (parts.length > MOST_VALUES) throw new Unreadable(name, `it takes up to ${MOST_VALUES} values.`);
  const said = name === "country" ? parts.map((code) => code.toUpperCase()) : parts;
  const strange = name === "country" ? said.find((code) => !/^[A-Z]{2}$/.test(code)) : undefined;
  if (strange !== undefined) throw new Unreadable(name, `“${strange}” is no country's code of two letters, such as AM.`);
  const allowed = ALLOWED[name];
  const wrong = allowed && said.find((value) => !allowed.includes(value));
  if (wrong) throw new Unreadable(name, `“${wrong}” is none of ${allowed.join(", ")}.`);
  if (name === "state" && said.includes("rejected")) throw new Unreadable(name, "deleted events are shown only to those who may write.");
  return new Set(said);
}

function text(name, values) {
  const found = one(name, values).split(/\s+/).join(" ");
  if ([...found].length > LONGEST_WORDS) throw new Unreadable(name, "that is too long to look for; write a few words.");
  return foldedWords(found);
}

const READERS = { q: text, since: when, until: when, bbox: (name, values) => box(one(name, values)) };

// The minutes that a time asks for, where it holds a time of day.
const asked = ({ first, last, opens, closes }) => ({ since: opens && first * DAY + ofClock(opens), until: closes && last * DAY + ofClock(closes) });

function read(query) {
  const found = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name).map((value) => value.trim()).filter(Boolean);
    const reader = READERS[name] ?? (name in ALLOWED ? list : null);
    if (reader && values.length) found[name] = reader(name, values);
  }
  const { since, until } = found;
  if (since && since.first === null) throw new Unreadable("since", `“${query.get("since").trim()}” has no beginning; write a date such as 2014-03 or 2014-03-18.`);
  if (until && until.last === null) throw new Unreadable("until", `“${query.get("until").trim()}” has no end; write a date such as 2014-03 or 2014-03-18.`);
  const reversed = since?.opens && until?.closes && asked(since).since > asked(until).until;
  if (since && until && (since.first > until.last || reversed)) throw new Unreadable("until", "it lies before since.");
  return found;
}

// ---- sifting ----

const dated = (event) => event.first !== null || event.last !== null;

// One test for each filter: an event, what the filter says.
const TESTS = {
  q: (event, asked) => !asked.length || holds(event, asked),
  since: (event, time) => dated(event) && (time.opens ? (event.end ?? Infinity) >= asked(time).since : (event.last ?? Infinity) >= time.first),
  until: (event, time) => dated(event) && (time.closes ? (event.begin ?? -Infinity) <= asked(time).until : (event.first ?? -Infinity) <= time.last),
  bbox: (event, asked) => inside(asked, event.point),
  kind: (event, asked) => asked.has(event.kind),
  place_kind: (event, asked) => asked.has(event.place_kind),
  place: (event, asked) => asked.has(event.places?.[0]?.id),
  country: (event, asked) => asked.has(event.country),
  actor: (event, asked) => (event.actors ?? []).some((actor) => asked.has(actor)),
  article: (event, asked) => asked.has(event.article),
  known: (event, asked) => asked.has(event.known),
  state: (event, asked) => asked.has(event.state),
  has: (event, asked) => (!asked.has("time") || event.known !== null) && (!asked.has("place") || Boolean(event.places?.length)),
};

// The events that a query (URLSearchParams) leaves, in their order. Throws where it cannot be read.
export function sift(events, query) {
  const filters = Object.entries(read(query)).filter(([, asks]) => asks.size !== 0);
  return events.filter((event) => filters.every(([name, asks]) => TESTS[name](event, asks)));
}
