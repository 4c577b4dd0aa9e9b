// Days and times of the clock in, words out: in the language of the page, and as the reader's part of the world writes them.

import { toDate, toDay, yearName } from "./days.js";

const EPOCH = toDay(1970);
const FARTHEST = 99_000_000; // days that Date knows on each side of 1970
const page = document.documentElement.lang || "en";

// "en-DE" for a German reader of an English page: its words, their order and the clock of 24 hours.
function locale() {
  const asked = navigator.languages?.[0] ?? page;
  try {
    const { language, region } = new Intl.Locale(asked).maximize();
    return language === page ? asked : `${page}-${region}`;
  } catch {
    return page;
  }
}

const formats = new Map();

function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...options }));
  return formats.get(key);
}

const moment = (day, minute = 0) => new Date((day - EPOCH) * 864e5 + minute * 6e4);

export const near = (day) => Math.abs(day - EPOCH) < FARTHEST;

// A date with these fields; its year says BC or AD where it needs to.
function dated(day, options) {
  const [year] = toDate(day);
  return format(options).formatToParts(moment(day)).map(({ type, value }) => (type === "year" ? yearName(year) : value)).join("");
}

export const dayName = (day) => dated(day, { day: "numeric", month: "long", year: "numeric" });
export const monthName = (day) => dated(day, { month: "long", year: "numeric" });
// 2:05 PM or 14:05, and 09:05 where the day has 24 hours.
export function clockName(minute) {
  const twice = format({ hour: "numeric" }).resolvedOptions().hour12;
  return format({ hour: twice ? "numeric" : "2-digit", minute: "2-digit" }).format(moment(EPOCH, minute));
}

// Of the axis: short, without the year.
export const shortDay = (day) => format({ day: "numeric", month: "short" }).format(moment(day));
export const shortMonth = (day) => format({ month: "short" }).format(moment(day));
export const withYear = (day, fields) => dated(day, { ...fields, year: "numeric" });

const plain = (day) => toDate(day)[0] >= 1000 && toDate(day)[0] < 2200;

// "3–8 May 1940": two ends, what they share said once.
export function rangeName(first, last, options) {
  return plain(first) && plain(last) ? format({ ...options, year: "numeric" }).formatRange(moment(first), moment(last)) : null;
}

// ---- the time of an event ----

const MARKS = { "~": "around ", "?": "perhaps ", "%": "perhaps around ", "": "" };
const END = /^(Y-?\d{5,9}|-?\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d)(T[\d:]+(?:Z|[+-][\d:]+)?)?)?)?([~?%]?)$/;

function clock({ time_start: start, time_end: end, zone }) {
  const of = (text) => clockName(Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5)));
  return `, ${of(start)}${end ? `–${of(end)}` : ""}${zone ? ` ${zone === "Z" ? "UTC" : zone}` : ""}`;
}

function endName([, , month, day, , mark], at) {
  if (!month || !near(at)) return null;
  return MARKS[mark] + (day ? dayName(at) : monthName(at));
}

function interval(event, ends) {
  const { first, last, label } = event;
  const [one, two] = ends.map((end) => END.exec(end));
  if (first === null || last === null) {
    const known = first === null ? two && endName(two, last) : one && endName(one, first);
    return known && !(first === null ? two : one)[4] ? `${first === null ? "until" : "since"} ${known}` : label;
  }
  if (!one || !two || one[4] || two[4] || one[5] || two[5] || !one[2] || !two[2] || !one[3] !== !two[3]) return null;
  return rangeName(first, last, one[3] ? { day: "numeric", month: "long" } : { month: "long" });
}

const names = new WeakMap(); // event -> its time in words

// As exact as the article, never more; what Intl has no words for ("week of ...", "1980s") is said as the service says it.
export function timeName(event) {
  if (!names.has(event)) names.set(event, wordsOf(event));
  return names.get(event);
}

function wordsOf(event) {
  const { edtf, label, precision, first, last, time_start: start } = event;
  if (!edtf) return label ?? "";
  const ends = edtf.split("/");
  const oneDay = first !== null && first === last && near(first);
  if (start && oneDay && precision !== "part of day") return dayName(first) + clock(event);
  if (start && oneDay) return dayName(first) + (/, [a-z]+$/.exec(label ?? "")?.[0] ?? "");
  if (start || !["day", "month"].includes(precision)) return label ?? edtf;
  const found = ends.length === 1 ? END.exec(edtf) && endName(END.exec(edtf), first) : interval(event, ends);
  return found ?? label ?? edtf;
}
