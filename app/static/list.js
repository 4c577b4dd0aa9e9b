// The list: every event with its words, also those that are on no map and no timeline.

import { calm, make } from "./dom.js";
import { placeName, reasons, sentence, timeName } from "./evidence.js";
import { kindName, sign } from "./kinds.js";

const STATES = { confirmed: "Confirmed", edited: "Corrected", rejected: "Deleted" };

export class List {
  constructor(root, view, { desk = null, pages = "", start = "", elsewhere = false } = {}) {
    Object.assign(this, { root, view, desk, pages, start, elsewhere, editing: null });
    this.items = new Map();
    view.addEventListener("events", () => this.render());
    view.addEventListener("select", (change) => this.follow(change.detail.from));
    root.addEventListener("keydown", (pressed) => this.key(pressed));
  }

  render() {
    const focused = [...this.root.children].findIndex((item) => item.contains(document.activeElement));
    const kept = this.root.scrollTop;
    this.items = new Map(this.view.events.map((event) => [event.id, make("li", { "data-id": event.id })]));
    for (const event of this.view.events) this.fill(event);
    const undated = this.view.events.find((event) => event.first === null && event.last === null);
    if (undated && undated !== this.view.events[0]) this.items.get(undated.id).classList.add("undated");
    this.root.replaceChildren(...this.items.values());
    if (!this.items.size) this.root.append(this.none());
    this.rove();
    this.root.scrollTop = kept;
    if (!this.rendered && this.view.current) this.scrollTo(this.items.get(this.view.selected));
    this.rendered = true;
    if (focused >= 0) this.refocus(focused);
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
    if (event) this.fill(event);
    this.rove();
    if (!event) return;
    if (from === "list") this.button(event.id)?.focus({ preventScroll: true });
    else this.scrollTo(this.items.get(event.id));
  }

  // Scrolls the list alone: the page stays where the reader is.
  scrollTo(item) {
    if (this.root.scrollHeight <= this.root.clientHeight + 1) return;
    const top = item.offsetTop - this.root.offsetTop;
    this.root.scrollTo({ top: Math.max(0, top - 16), behavior: calm() ? "auto" : "smooth" });
  }

  // One tab stop for the whole list; arrow keys go from title to title.
  rove(current = this.button(this.view.selected) ?? this.button([...this.items.keys()][0])) {
    for (const button of this.root.querySelectorAll("button.title")) button.tabIndex = button === current ? 0 : -1;
  }

  key(pressed) {
    if (!pressed.target.matches?.("button.title")) return;
    const buttons = [...this.root.querySelectorAll("button.title")];
    const at = buttons.indexOf(pressed.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[pressed.key];
    if (to === undefined || !buttons[to]) return;
    pressed.preventDefault();
    buttons[at].tabIndex = -1;
    buttons[to].tabIndex = 0;
    buttons[to].focus();
  }
}
