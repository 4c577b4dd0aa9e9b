// What the views share: the filters, the events they leave, the one selected. Filters and selection stand in the address.

import { settled } from "./minutes.js";
import { sift } from "./sieve.js";

const FILTERS = ["q", "since", "until", "kind", "has", "state", "limit"];
const KEPT = ["bbox", "place_kind", "place", "country", "actor", "article", "known"]; // filters without a control here

export class View extends EventTarget {
  constructor(search) {
    super();
    const given = new URLSearchParams(search);
    this.filters = Object.fromEntries(FILTERS.map((name) => [name, given.get(name) ?? ""]));
    if (given.get("sort") !== "importance" || !/^[1-9]\d{0,3}$/.test(this.filters.limit)) this.filters.limit = "";
    this.fixed = new URLSearchParams([...given].filter(([name]) => KEPT.includes(name)));
    this.selected = given.get("event");
    this.loaded = []; // under all filters but those of time and number
    this.events = [];
  }

  // The query without its times and number: those are looked through here, so that a brush needs no service.
  get wide() {
    return this.query({ since: "", until: "", limit: "" });
  }

  // The query that the map, the timeline, the list, the exports and the embed have in common.
  query(extra = {}) {
    const query = new URLSearchParams(this.fixed);
    for (const [name, value] of Object.entries({ ...this.filters, ...extra })) if (value) query.set(name, value);
    if (query.has("limit")) query.set("sort", "importance");
    return query;
  }

  get filtered() {
    return [...this.fixed].length > 0 || Object.values(this.filters).some(Boolean);
  }

  get current() {
    return this.find(this.selected);
  }

  find(id) {
    return id === null ? null : this.events.find((event) => event.id === id) ?? null;
  }

  // `steady`: one of many steps, which the address need not hold.
  filter(changes, { steady = false } = {}) {
    Object.assign(this.filters, changes);
    if (!steady) this.remember();
    this.dispatchEvent(new CustomEvent("filter"));
  }

  clear() {
    this.fixed = new URLSearchParams();
    this.filter(Object.fromEntries(FILTERS.map((name) => [name, ""])));
  }

  // `from` is the view in which the person chose: it already shows the event and does not move.
  select(id, from = "") {
    if (id === this.selected) return;
    this.selected = id;
    this.remember();
    this.dispatchEvent(new CustomEvent("select", { detail: { from } }));
  }

  // `kept`: the same events as before but for a decision; `narrowed`: but for the time that is asked for. Throws where that cannot be read.
  show(events, { kept = false, narrowed = false } = {}) {
    const { since, until } = this.filters;
    this.loaded = events;
    this.events = this.main(since || until ? sift(events, new URLSearchParams({ since, until })) : events);
    this.dispatchEvent(new CustomEvent("events", { detail: { kept: kept || narrowed, narrowed } }));
  }

  // The main ones of them where only so many are asked for, in their order.
  main(events) {
    const limit = Number(this.filters.limit) || Infinity;
    if (events.length <= limit) return events;
    const kept = new Set([...events].sort((one, other) => other.importance - one.importance).slice(0, limit));
    return events.filter((event) => kept.has(event));
  }

  // One event after a decision; null where it was deleted.
  replace(id, event) {
    const left = this.loaded.filter((each) => each.id !== id);
    if (!event && this.selected === id) this.selected = null;
    this.remember();
    this.show(sorted(event ? [...left, event] : left), { kept: true });
  }

  remember() {
    const query = this.query(this.selected ? { event: this.selected } : {}).toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
  }
}

// An open beginning stands at the end that is known.
const order = (event) => [event.from ?? event.last ?? Infinity, event.last ?? Infinity];

// By time, to the minute; those without one come last.
export function sorted(events) {
  return settled([...events]).sort((one, other) => {
    const [a, b] = [order(one), order(other)];
    return (a[0] === b[0] ? 0 : a[0] - b[0]) || (a[1] === b[1] ? 0 : a[1] - b[1]);
  });
}
