// Days as integers (1 = 0001-01-01, proleptic Gregorian, astronomical years), as the service counts them; Date knows too few years.

const ERA = 146097;
const ISO = /^([+-]?\d{4,})-(\d\d)-(\d\d)$/;

export function toDay(year, month = 1, day = 1) {
  const shifted = year - (month <= 2 ? 1 : 0);
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * ERA + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 305;
}

export function toDate(day) {
  const era = Math.floor((day + 305) / ERA);
  const ofEra = day + 305 - era * ERA;
  const year = Math.floor((ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  return [year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * shifted + 2) / 5) + 1];
}

// The day of a full ISO date as the service writes it; null for an open end.
export function fromIso(text) {
  const match = ISO.exec(text ?? "");
  return match ? toDay(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

// The same back: days as the service writes them in addresses and files; `unit` year and month leave out what is finer.
export function iso(day, unit = "day") {
  const [year, month, ofMonth] = toDate(day);
  const written = Math.abs(year) > 9999 ? `Y${year}` : `${year < 0 ? "-" : ""}${String(Math.abs(year)).padStart(4, "0")}`;
  const two = (number) => String(number).padStart(2, "0");
  return { year: written, month: `${written}-${two(month)}`, day: `${written}-${two(month)}-${two(ofMonth)}` }[unit];
}

export function yearName(year) {
  if (year <= 0) return `${1 - year} BC`;
  return year < 1000 || year >= 2200 ? `AD ${year}` : String(year);
}
