// The list: every event with its words, also those that are on no map and no timeline.

import { calm, make } from "./dom.js";
import { placeName, reasons, sentence } from "./evidence.js";
import { kindName, sign } from "./kinds.js";
import { timeName } from "./words.js";

const MANY = 300; // of more events only a stretch is there, which grows at the end that comes into sight
const BATCH = 60;

const STATES = { confirmed: "Confirmed", edited: "Corrected", rejected: "Deleted" };

export class List {
  constructor(root, view, { desk = null, pages = "", start = "", elsewhere = false } = {}) {
    Object.assign(this, { root, view, desk, pages, start, elsewhere, editing: null });
    this.items = new Map();
    view.addEventListener("events", () => this.render());
    view.addEventListener("select", (change) => this.follow(change.detail.from));
    root.addEventListener("keydown", (pressed) => this.key(pressed));
    this.ends = [0, 1].map(() => make("li", { class: "further", "aria-hidden": "true" }));
    this.watch = new IntersectionObserver((seen) => seen.some((end) => end.isIntersecting) && this.grow(), { rootMargin: "600px" });
    window.addEventListener("beforeprint", () => this.draw(0, this.view.events.length));
  }

  render() {
    const focused = [...this.root.children].findIndex((item) => item.contains(document.activeElement));
    const kept = this.root.scrollTop;
    const { events } = this.view;
    this.index = new Map(events.map((event, index) => [event.id, index]));
    this.undated = events.findIndex((event) => event.first === null && event.last === null);
    const many = events.length > MANY;
    const from = many ? Math.max(0, (this.index.get(this.view.selected) ?? 0) - BATCH) : 0;
    this.draw(from, many ? from + 2 * BATCH : events.length);
    if (!this.items.size) this.root.append(this.none());
    this.rove();
    this.root.scrollTop = kept;
    if (!this.rendered && this.view.current) this.scrollTo(this.items.get(this.view.selected));
    this.rendered = true;
    if (focused >= 0) this.refocus(focused);
  }

  // Lists the events from one number to before another; what is listed already stays as it is.
  draw(from, until) {
    const { events } = this.view;
    const before = this.items;
    this.stretch = [Math.max(0, from), Math.min(until, events.length)];
    const shown = events.slice(...this.stretch);
    this.items = new Map(shown.map((event) => [event.id, this.item(event, before.get(event.id))]));
    for (const event of shown) {
      const item = this.items.get(event.id);
      if (!item.firstChild) this.fill(event);
      const number = this.index.get(event.id);
      item.classList.toggle("undated", number > 0 && number === this.undated);
      if (events.length > MANY) for (const [name, value] of [["aria-posinset", number + 1], ["aria-setsize", events.length]]) item.setAttribute(name, value);
    }
    this.root.replaceChildren(...(this.stretch[0] ? [this.ends[0]] : []), ...this.items.values(), ...(this.stretch[1] < events.length ? [this.ends[1]] : []));
    this.watch.disconnect();
    for (const end of this.ends) if (end.isConnected) this.watch.observe(end);
  }

  item(event, known) {
    const isOpen = event.id === this.view.selected;
    return known?.event === event && known.classList.contains("open") === isOpen ? known : Object.assign(make("li", { "data-id": event.id }), { event });
  }

  // More of them, at both ends of the stretch; what is in sight stays where it is.
  grow() {
    const [from, until] = this.stretch;
    const anchor = this.root.children[from ? 1 : 0];
    const top = anchor?.getBoundingClientRect().top;
    this.draw(from - BATCH, until + BATCH);
    if (this.root.scrollTop && anchor) this.root.scrollTop += anchor.getBoundingClientRect().top - top;
    this.rove(this.root.contains(document.activeElement) ? document.activeElement : undefined);
  }

  // The item of an event, listed first where it is not.
  reach(id) {
    const at = this.index?.get(id);
    if (at !== undefined && !this.items.has(id)) this.draw(at - BATCH, at + BATCH);
    return this.items.get(id);
  }

  // Focus stays with the selected event; where that was deleted it goes to the one that took its place.
  refocus(index) {
    const ids = [...this.items.keys()];
    const button = this.button(this.view.selected) ?? this.button(ids[Math.min(index, ids.length - 1)]);
    this.rove(button);
    button?.focus({ preventScroll: true });
  }

  none() {
    if (this.view.filtered) return make("li", { class: "none" }, "No event fits these filters.");
    return make("li", { class: "none" },
      make("p", {}, "No events were found."),
      make("p", { class: "note" }, "An event is something that happened, at a time or in a place that the text names: “On 1 November 1755 an earthquake struck Lisbon.”"),
      this.start ? make("a", { class: "button", href: this.start }, "Read another article") : null);
  }

  fill(event) {
    const item = this.items.get(event.id);
    const open = event.id === this.view.selected;
    item.className = `${open ? "open " : ""}${event.state}`;
    item.replaceChildren(
      sign(event.kind, { hollow: !event.exact, size: 16 }),
      make("p", { class: "when" }, timeName(event) || make("span", { class: "missing" }, "No date")),
      make("div", { class: "what" },
        make("h3", {}, make("button", { type: "button", class: "title", "aria-expanded": String(open), tabindex: -1, onclick: () => this.toggle(event) }, event.title)),
        make("p", { class: "where" },
          placeName(event) || make("span", { class: "missing" }, "No place"),
          STATES[event.state] ? make("span", { class: `state ${event.state}` }, STATES[event.state]) : null),
        sentence(event, { short: !open }),
        open ? this.more(event) : null));
  }

  more(event) {
    if (this.editing === event.id && this.desk) return this.desk.form(event, () => this.edit(null));
    const notes = [kindName(event.kind), ...reasons(event)].join(". ").replace(/\.\./g, ".");
    const aside = this.elsewhere ? { target: "_blank", rel: "noopener" } : {};
    return make("div", { class: "more" },
      make("p", { class: "note" }, notes),
      make("p", { class: "source" },
        event.source ? make("span", {}, "From ", make("cite", {}, event.source)) : null,
        event.url?.startsWith("http") ? make("a", { href: event.url, rel: "noopener", target: "_blank" }, "Read the source") : null,
        this.pages ? make("a", { href: `${this.pages}${event.id}`, ...aside }, "Page of this event") : null),
      this.desk ? this.desk.actions(event, () => this.edit(event.id)) : null);
  }

  edit(id) {
    this.editing = id;
    const event = this.view.current;
    if (!event) return;
    this.fill(event);
    this.rove();
    const item = this.items.get(event.id);
    if (id) item.querySelector("input").focus({ preventScroll: true });
    else this.button(event.id)?.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  toggle(event) {
    this.view.select(this.view.selected === event.id ? null : event.id, "list");
  }

  button(id) {
    return this.items.get(id)?.querySelector("button.title") ?? null;
  }

  follow(from) {
    this.editing = null;
    for (const item of this.root.querySelectorAll("li.open")) {
      const event = this.view.find(item.dataset.id);
      if (event) this.fill(event);
    }
    const event = this.view.current;
    if (event && this.reach(event.id)) this.fill(event);
    this.rove();
    if (!event) return;
    if (from === "list") this.button(event.id)?.focus({ preventScroll: true });
    else this.scrollTo(this.items.get(event.id));
  }

  // Scrolls the list alone: the page stays where the reader is.
  scrollTo(item) {
    if (!item) return;
    if (this.root.scrollHeight <= this.root.clientHeight + 1) return;
    const top = item.offsetTop - this.root.offsetTop;
    const whole = this.items.size === this.view.events.length; // a stretch that grows would stop a slow scroll on its way
    this.root.scrollTo({ top: Math.max(0, top - 16), behavior: calm() || !whole ? "auto" : "smooth" });
  }

  // One tab stop for the whole list; arrow keys go from title to title.
  rove(current = this.button(this.view.selected) ?? this.button(this.items.keys().next().value)) {
    for (const button of this.root.querySelectorAll("button.title[tabindex='0']")) button.tabIndex = -1;
    if (current) current.tabIndex = 0;
  }

  key(pressed) {
    if (!pressed.target.matches?.("button.title")) return;
    const at = this.index.get(pressed.target.closest("li").dataset.id);
    const last = this.view.events.length - 1;
    const to = this.view.events[{ ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[pressed.key]];
    if (!to) return;
    pressed.preventDefault();
    const button = this.reach(to.id).querySelector("button.title");
    this.rove(button);
    button.focus();
  }
}
