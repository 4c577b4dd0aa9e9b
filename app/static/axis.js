// The ticks of a timeline: from days to millennia, BC included.

import { MONTHS, toDate, toDay, yearName } from "./days.js";

const YEAR = 365.2425;

// unit, how many, its length in days
const STEPS = [
  ["day", 1, 1], ["day", 7, 7], ["month", 1, YEAR / 12], ["month", 3, YEAR / 4],
  ...Array.from({ length: 10 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat().map((count) => ["year", count, count * YEAR]),
];

const short = (month) => MONTHS[month - 1].slice(0, 3);

function days(first, last, count) {
  const start = count === 7 ? first + ((8 - (((first - 1) % 7) + 7) % 7) % 7) : first;
  const found = [];
  for (let day = start; day <= last; day += count) {
    const [year, month, ofMonth] = toDate(day);
    const label = `${ofMonth} ${short(month)}`;
    found.push({ day, year, label, full: `${label} ${yearName(year)}` });
  }
  return found;
}

function months(first, last, count) {
  const found = [];
  let [year, month] = toDate(first);
  month = Math.floor((month - 1) / count) * count + 1;
  for (let day = toDay(year, month); day <= last; day = toDay(year, month)) {
    if (day >= first) {
      const label = short(month);
      found.push({ day, year, label, full: `${label} ${yearName(year)}` });
    }
    month += count;
    if (month > 12) [year, month] = [year + 1, month - 12];
  }
  return found;
}

// There is no year 0: ticks stand at 100 BC, AD 1 (for the turn) and AD 100, never at 101 BC.
function years(first, last, count) {
  const found = [];
  const [from] = toDate(first);
  const [until] = toDate(last);
  for (let multiple = Math.floor(from / count) * count; multiple <= until + count; multiple += count) {
    const year = multiple > 0 ? multiple : multiple === 0 ? 1 : multiple + 1;
    const day = toDay(year);
    if (day >= first && day <= last && found.at(-1)?.day !== day) found.push({ day, year, label: yearName(year), full: yearName(year) });
  }
  return found;
}

const UNITS = { day: days, month: months, year: years };

// Ticks between two days (whole numbers), about `room` of them; `full` is the label with its year, for the first one that is shown.
export function ticks(first, last, room) {
  const span = Math.max(1, last - first);
  const [unit, count] = STEPS.find(([, , length]) => span / length <= room) ?? STEPS.at(-1);
  return UNITS[unit](Math.ceil(first), Math.floor(last), count);
}

// The labels of those ticks that are shown; the first of each year says which year it is.
export function named(shown) {
  return shown.map((tick, index) => ({ ...tick, label: shown[index - 1]?.year === tick.year ? tick.label : tick.full }));
}
