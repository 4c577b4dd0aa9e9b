// The ticks of a timeline: from minutes to millennia, BC included.

import { toDate, toDay, yearName } from "./days.js";
import { DAY } from "./minutes.js";
import { clockName, near, shortDay, shortMonth, withYear } from "./words.js";

const YEAR = 365.2425;

// unit, how many, its length in days
const STEPS = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((count) => ["minute", count, count / DAY]),
  ["day", 1, 1], ["day", 2, 2], ["day", 7, 7], ["month", 1, YEAR / 12], ["month", 3, YEAR / 4],
  ...Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat().map((count) => ["year", count, count * YEAR]),
];

const FIELDS = { day: { day: "numeric", month: "short" }, month: { month: "short" } };

// A tick by the day or month: its own words, and those with the year for the first of each that is shown.
function tick(day, unit) {
  const [year] = toDate(day);
  if (!near(day)) return { day, group: year, label: yearName(year), full: yearName(year) };
  const label = unit === "day" ? shortDay(day) : shortMonth(day);
  return { day, group: year, label, full: withYear(day, FIELDS[unit]) };
}

// By the clock: the first of each day says which day it is.
function clocks(first, last, count) {
  const found = [];
  for (let minute = Math.ceil((first * DAY) / count) * count; minute <= last * DAY; minute += count) {
    const day = Math.floor(minute / DAY);
    const label = clockName(minute - day * DAY);
    found.push({ day: minute / DAY, group: day, label, full: `${shortDay(day)}, ${label}`, strong: minute === day * DAY });
  }
  return found;
}

function days(first, last, count) {
  const from = Math.ceil(first);
  const start = count === 7 ? from + ((8 - (((from - 1) % 7) + 7) % 7) % 7) : from;
  const found = [];
  for (let day = start; day <= last; day += count) found.push(tick(day, "day"));
  return found;
}

function months(first, last, count) {
  const found = [];
  let [year, month] = toDate(Math.floor(first));
  month = Math.floor((month - 1) / count) * count + 1;
  for (let day = toDay(year, month); day <= last; day = toDay(year, month)) {
    if (day >= first) found.push(tick(day, "month"));
    month += count;
    if (month > 12) [year, month] = [year + 1, month - 12];
  }
  return found;
}

// There is no year 0: ticks stand at 100 BC, AD 1 (for the turn) and AD 100, never at 101 BC.
function years(first, last, count) {
  const found = [];
  const [from] = toDate(Math.floor(first));
  const [until] = toDate(Math.floor(last));
  for (let multiple = Math.floor(from / count) * count; multiple <= until + count; multiple += count) {
    const year = multiple > 0 ? multiple : multiple === 0 ? 1 : multiple + 1;
    const day = toDay(year);
    if (day >= first && day <= last && found.at(-1)?.day !== day) found.push({ day, group: year, label: yearName(year), full: yearName(year) });
  }
  return found;
}

const UNITS = { minute: clocks, day: days, month: months, year: years };

// Ticks between two times in days, about `room` of them; `full` is the label with its year or day, for the first one that is shown.
export function ticks(first, last, room) {
  const [unit, count] = STEPS.find(([, , length]) => (last - first) / length <= room) ?? STEPS.at(-1);
  return UNITS[unit](first, last, count);
}

// The labels of those ticks that are shown; the first of each year, or of each day, says which one it is.
export function named(shown) {
  return shown.map((each, index) => ({ ...each, label: shown[index - 1]?.group === each.group ? each.label : each.full }));
}
