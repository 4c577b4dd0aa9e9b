// What the views share: the filters, the events they leave, the one selected. Filters and selection stand in the address.

const FILTERS = ["q", "since", "until", "kind", "has", "state"];
const KEPT = ["bbox", "place_kind", "place", "country", "actor", "article", "known"]; // filters without a control here

export class View extends EventTarget {
  constructor(search) {
    super();
    const given = new URLSearchParams(search);
    this.filters = Object.fromEntries(FILTERS.map((name) => [name, given.get(name) ?? ""]));
    this.fixed = new URLSearchParams([...given].filter(([name]) => KEPT.includes(name)));
    this.selected = given.get("event");
    this.events = [];
  }

  // The query that the map, the timeline, the list, the exports and the embed have in common.
  query(extra = {}) {
    const query = new URLSearchParams(this.fixed);
    for (const [name, value] of Object.entries({ ...this.filters, ...extra })) if (value) query.set(name, value);
    return query;
  }

  get filtered() {
    return [...this.fixed].length > 0 || Object.values(this.filters).some(Boolean);
  }

  get current() {
    return this.find(this.selected);
  }

  find(id) {
    return this.events.find((event) => event.id === id) ?? null;
  }

  filter(changes) {
    Object.assign(this.filters, changes);
    this.remember();
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

  // `kept`: the same events as before but for a decision.
  show(events, { kept = false } = {}) {
    this.events = events;
    this.dispatchEvent(new CustomEvent("events", { detail: { kept } }));
  }

  // One event after a decision; null where it was deleted.
  replace(id, event) {
    const left = this.events.filter((each) => each.id !== id);
    if (!event && this.selected === id) this.selected = null;
    this.remember();
    this.show(sorted(event ? [...left, event] : left), { kept: true });
  }

  remember() {
    const query = this.query(this.selected ? { event: this.selected } : {}).toString();
    history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
  }
}

const order = (event) => [event.first ?? event.last ?? Infinity, event.last ?? Infinity];

// By time; those without one come last.
export function sorted(events) {
  return [...events].sort((one, other) => {
    const [a, b] = [order(one), order(other)];
    return (a[0] === b[0] ? 0 : a[0] - b[0]) || (a[1] === b[1] ? 0 : a[1] - b[1]);
  });
}
