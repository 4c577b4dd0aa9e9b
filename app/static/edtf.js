// Dates as the service reads them in filters: EDTF in, days out (events/edtf/ holds the whole of it).

import { toDate, toDay } from "./days.js";

const DATE = /^(?<year>Y-?\d{5,12}|-?\d{4}|-?\d{3}X|-?\d\dXX|-?\dXXX)(?:-(?<month>\d\d|XX)(?:-(?<day>\d\d|XX)(?:T(?<hour>\d\d)(?::(?<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?)?[~?%]?$/;
const HOUR = /^([01]\d|2[0-3]):[0-5]\d$/;

// First and last month of ISO 8601-2's seasons, quarters and halves; winter runs into the next year.
const GROUPS = { 21: [3, 5], 22: [6, 8], 23: [9, 11], 24: [12, 14], 33: [1, 3], 34: [4, 6], 35: [7, 9], 36: [10, 12], 40: [1, 6], 41: [7, 12] };

// The day before the next month begins.
const monthEnd = (year, month) => (month < 12 ? toDay(year, month + 1) : toDay(year + 1, 1)) - 1;

function months(year, month) {
  const [first, last] = GROUPS[month] ?? [month, month];
  if (first < 1 || first > 12) throw new Error(`There is no month ${month}.`);
  return { first: toDay(year, first), last: last <= 12 ? monthEnd(year, last) : monthEnd(year + 1, last - 12) };
}

function single(year, month, day) {
  const found = month >= 1 && month <= 12 ? toDay(year, month, day) : null;
  const [, , ofMonth] = found === null ? [] : toDate(found);
  if (ofMonth !== day) throw new Error(`There is no day ${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}.`);
  return { first: found, last: found };
}

// 199X are the years 1990 to 1999; -04XX, counted away from zero, -499 to -400.
function decades(text, { year, month }) {
  if (month) throw new Error(`“${text}” has a month in an unknown year.`);
  const ends = ["0", "9"].map((digit) => Number(year.replaceAll("X", digit))).sort((one, other) => one - other);
  return { first: toDay(ends[0]), last: monthEnd(ends[1], 12) };
}

function part(text) {
  const groups = DATE.exec(text)?.groups;
  if (!groups) throw new Error(`“${text}” is no date like 2014, 2014-03 or 2014-03-18.`);
  const { month, day, hour, minute } = groups;
  if (groups.year.includes("X")) return decades(text, groups);
  const year = Number(groups.year.replace("Y", ""));
  if (!month || month === "XX") return { first: toDay(year), last: monthEnd(year, 12) };
  if (!day || day === "XX") return months(year, Number(month));
  const found = single(year, Number(month), Number(day));
  const time = hour && `${hour}:${minute ?? "00"}`;
  if (time && !HOUR.test(time)) throw new Error(`“${time}” is no time of day like 16:30.`);
  return time ? { ...found, clock: time } : found;
}

// The first and last day of an EDTF string, null = open, and its times of day where it has them. Throws an Error in the reader's words for anything else.
export function parse(edtf) {
  const ends = edtf.trim().split("/");
  if (ends.length > 2) throw new Error(`“${edtf}” is no date that we can read: an interval has one slash.`);
  if (ends.length === 1) {
    const only = part(edtf.trim());
    return { first: only.first, last: only.last, opens: only.clock, closes: only.clock };
  }
  const [start, end] = ends.map((side) => (side === "" || side === ".." ? null : part(side)));
  if (!start && !end) throw new Error("An interval needs a beginning or an end.");
  if (start && end && start.first > end.last) throw new Error(`“${edtf}” ends before it begins.`);
  return { first: start?.first ?? null, last: end?.last ?? null, opens: start?.clock, closes: start?.clock && end?.clock };
}
