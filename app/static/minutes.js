// Events in, the minutes in which they begin and end out: those of the clock where one is known, a foreign zone counted over to the
// article's own (events/minutes.py means the same).

export const DAY = 1440;
const ZONE = /^([+-])(\d\d):?(\d\d)?$/;

export const ofClock = (clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

// Minutes ahead of UTC, null where nobody says.
export function offset(zone) {
  if (zone === "Z") return 0;
  const match = ZONE.exec(zone ?? "");
  return match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0)) : null;
}

// The zone that each article names most.
function homes(events) {
  const counts = new Map();
  for (const { zone, article } of events) {
    if (!zone || offset(zone) === null) continue;
    if (!counts.has(article)) counts.set(article, new Map());
    const own = counts.get(article);
    own.set(offset(zone), (own.get(offset(zone)) ?? 0) + 1);
  }
  return new Map([...counts].map(([article, own]) => [article, [...own].sort((one, other) => other[1] - one[1])[0][0]]));
}

// First and last minute, both inclusive, null = open. A night ends in the morning after.
export function minutes({ first, last, time_start: start, time_end: end, zone }, home = null) {
  const own = start ? offset(zone) : null;
  const away = own !== null && home !== null ? own - home : 0;
  const begin = first === null ? null : first * DAY + (start ? ofClock(start) : 0) - away;
  if (last === null) return { begin, end: null };
  if (!start) return { begin, end: last * DAY + DAY - 1 };
  const until = last * DAY + ofClock(end ?? start) - away;
  return { begin, end: begin !== null && until < begin ? until + DAY : until };
}

// Sets `begin` and `end`, and `from` and `until` in days for the timeline: there a day lasts until the next one begins.
export function settled(events) {
  const home = homes(events);
  for (const event of events) {
    Object.assign(event, minutes(event, home.get(event.article) ?? null));
    event.from = event.begin === null ? null : event.begin / DAY;
    event.until = event.end === null ? null : (event.time_start ? event.end : event.end + 1) / DAY;
  }
  return events;
}
