// The timeline: events from a minute to millennia, zoomed, panned, played, walked by keys; above it their density as a brush.

import { named, ticks } from "./axis.js";
import { Brush } from "./brush.js";
import { counted, ranked, thinned } from "./crowd.js";
import { calm, draw, make, plural } from "./dom.js";
import { gestures } from "./gestures.js";
import { pack } from "./lanes.js";
import { LANE, count, edges, gradients, inSight, long, mark, measured } from "./marks.js";
import { DAY } from "./minutes.js";
import { Player } from "./player.js";

const AXIS = 29;
const TICK = 84; // pixels a label of the axis needs
const SHORTEST = 5 / DAY; // what the timeline shows at its deepest
const MANY = 120; // events in sight, of more the main ones are drawn and the others counted
const STEP = 1.6;

const isDated = (event) => event.from !== null || event.until !== null;

// From the first to the last of all events, with some room on both sides: an end that is open needs it to be seen going on.
function extent(events) {
  let [first, last] = [Infinity, -Infinity];
  for (const { from, until } of events) {
    first = Math.min(first, from ?? until);
    last = Math.max(last, until ?? from);
  }
  const least = events.some((event) => event.time_start) ? 15 / DAY : 4;
  const room = (end) => Math.max((last - first) * (events.some((event) => event[end] === null) ? 0.12 : 0.04), least);
  return [first - room("from"), last + room("until")];
}

export class Timeline {
  constructor(root, view) {
    Object.assign(this, { root, view, domain: [0, 1], tops: [], dated: [], every: [] });
    this.stage = make("div", { class: "stage", role: "listbox", tabindex: 0, "aria-label": "Timeline: arrow keys go from event to event, plus and minus look closer and farther" });
    this.axis = draw("svg", { class: "axis", "aria-hidden": "true" });
    this.below = make("button", { type: "button", class: "tool below", hidden: true, onclick: () => this.scroll() });
    this.brush = new Brush(view);
    this.player = new Player(view, this.brush);
    this.root.append(this.tools(), this.brush.root, this.stage, this.axis);
    this.resize();
    view.addEventListener("events", (change) => this.load(change.detail));
    view.addEventListener("glimpse", (change) => this.glimpse(change.detail));
    view.addEventListener("select", () => this.follow());
    this.stage.addEventListener("scroll", () => this.mention());
    this.stage.addEventListener("keydown", (pressed) => this.key(pressed));
    gestures(this.stage, {
      pan: (pixels) => this.pan(pixels),
      zoom: (factor, x) => this.zoom(factor, this.domain[0] + (x / this.width) * (this.domain[1] - this.domain[0])),
      dragged: (is) => (this.dragged = is),
    });
    new ResizeObserver(() => this.resize()).observe(this.stage);
  }

  tools() {
    const button = (label, text, action) => make("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick: action }, text);
    return make("div", { class: "tools" },
      button("Look closer", "+", () => this.zoom(1 / STEP)),
      button("Show later and earlier", "−", () => this.zoom(STEP)),
      button("Show all of the timeline", "All", () => this.all()),
      this.player.button, this.player.faster, this.below);
  }

  // `kept`: these are the events of before but for a correction, so that the timeline stays where it is; `narrowed`: another time is asked for.
  load({ kept, narrowed }) {
    this.know(this.view.loaded.filter(isDated));
    this.root.classList.toggle("empty", this.every.length === 0);
    if (this.every.length) this.brush.load(this.every, this.whole);
    this.take(this.view.events === this.view.loaded ? null : new Set(this.view.events));
    if (!this.every.length) return this.render();
    if (this.view.playing || (kept && !narrowed && this.near)) return this.render();
    if (this.brush.window) this.face(this.brush.window);
    else this.all();
  }

  // What is worked out once for all events: their order, their weight, their extent.
  know(every) {
    if (every.length === this.every.length && every.every((event, index) => event === this.every[index])) return;
    this.every = every;
    this.order = new Map(every.map((event, index) => [event, index]));
    this.ranks = ranked(every);
    this.whole = extent(every);
  }

  // Those of them that the window leaves; null leaves all.
  take(left) {
    const has = (event) => !left || left.has(event);
    this.dated = this.every.filter(has);
    this.weighty = this.dated.length === this.every.length ? this.ranks : this.ranks.filter(has);
    this.brush.say(this.dated.length);
  }

  // While the window of the brush moves: what lies in it, at once.
  glimpse([first, last]) {
    const inside = this.every.filter(({ from, until }) => (until ?? Infinity) > first && (from ?? -Infinity) < last);
    this.take(new Set(this.view.main(inside)));
    this.face([first, last]);
  }

  // The window of the brush, which may be no longer than a moment.
  face([first, last]) {
    this.look(first, Math.max(last, first + SHORTEST));
  }

  all() {
    if (this.every.length) this.domain = this.whole;
    this.near = false;
    this.render();
  }

  // Shows a part of the whole.
  look(first, last) {
    this.domain = [first, last];
    this.near = true;
    this.render();
  }

  zoom(factor, middle = this.middle) {
    if (!this.every.length) return;
    const [first, last] = this.domain;
    const [from, until] = this.whole;
    const length = Math.min(Math.max((last - first) * factor, SHORTEST), (until - from) * 1.5);
    const share = (middle - first) / (last - first);
    this.look(middle - length * share, middle + length * (1 - share));
  }

  // Closer looks go to the selected event, or else to the middle one of those in sight: never to where nothing is.
  get middle() {
    const [first, last] = this.domain;
    const isSeen = (event) => (event.until ?? Infinity) >= first && (event.from ?? -Infinity) <= last;
    const at = (event) => (Math.max(event.from ?? first, first) + Math.min(event.until ?? last, last)) / 2;
    const { current } = this.view;
    if (current && this.order.has(current) && isSeen(current)) return at(current);
    const times = Float64Array.from(this.dated.filter(isSeen), at).sort();
    return times.length ? times[Math.floor(times.length / 2)] : (first + last) / 2;
  }

  pan(pixels) {
    if (!this.every.length) return;
    const [first, last] = this.domain;
    const [from, until] = this.whole;
    const edge = (last - first) / 10;
    const shift = Math.min(Math.max((pixels / this.width) * (last - first), from - last + edge), until - first - edge);
    this.look(first + shift, last + shift);
  }

  // Measured once: to ask again while marks are drawn would lay the page out anew each time.
  resize() {
    this.width = this.stage.clientWidth || 1;
    this.height = this.stage.clientHeight;
    this.render();
  }

  x(at) {
    const [first, last] = this.domain;
    return ((at - first) / (last - first)) * this.width;
  }

  render() {
    this.brush.look(this.domain);
    if (!this.dated.length) return this.clear();
    const { width } = this;
    const [first, last] = this.domain;
    const scale = width / (last - first);
    const x = (at) => (at - first) * scale;
    const seen = [];
    for (const event of this.weighty) {
      const span = edges(event, x, width);
      if (inSight(span, width)) seen.push({ event, span, middle: (Math.max(span[0], 0) + Math.min(span[1], width)) / 2 });
    }
    const lanes = Math.max(1, Math.floor((this.height - 6) / LANE));
    return seen.length > MANY ? this.crowded(seen, lanes) : this.laid(seen, lanes);
  }

  // In the order of time, as they claim room.
  measure(seen) {
    const items = seen.map(({ event, span }) => measured(event, span, this.width));
    return items.sort((one, other) => this.order.get(one.event) - this.order.get(other.event));
  }

  // All of them; what finds no room is a scroll away.
  laid(seen, cap) {
    const items = this.measure(seen);
    const lanes = pack(items, cap);
    this.tops = lanes.map(({ lane }) => lane * LANE);
    const height = Math.max(this.height - 2, (Math.max(-LANE, ...this.tops) / LANE + 1) * LANE + 6);
    this.show(height, items.map((item, index) => this.mark(item, lanes[index])));
  }

  // The main ones, and in the last lane how many more.
  crowded(seen, cap) {
    const { width } = this;
    const rows = Math.max(1, cap - 1);
    const drawn = thinned(seen, { width, lanes: rows, chosen: this.view.current });
    const items = this.measure(seen.filter(({ event }) => drawn.has(event)));
    const lanes = pack(items, rows);
    const kept = items.map((item, index) => [item, lanes[index]]).filter(([{ event }, { lane }]) => lane < rows || event === this.view.current);
    const shown = new Set(kept.map(([{ event }]) => event));
    const columns = counted(seen, shown, width);
    this.tops = [];
    const closer = ({ from, to }) => {
      const [first, last] = this.domain;
      const at = (pixels) => first + (pixels / width) * (last - first);
      if (!this.dragged) this.look(at(from), Math.max(at(to), at(from) + SHORTEST));
    };
    this.show(this.height - 2, [
      ...kept.map(([item, place]) => this.mark(item, place.lane < rows ? place : { lane: rows - 1, label: true })),
      ...columns.map((column) => count(column, rows * LANE, () => closer(column))),
    ]);
  }

  mark(item, place) {
    return mark(item, place, (event) => this.dragged || this.view.select(event.id, "timeline"));
  }

  show(height, marks) {
    const { width } = this;
    const rules = ticks(...this.domain, Math.max(1, Math.floor(width / TICK)));
    this.picture = draw("svg", { class: "marks", width, height, viewBox: `0 0 ${width} ${height}`, role: "presentation" },
      gradients(),
      draw("g", { class: "rules" }, ...rules.map(({ day, strong }) => draw("line", { x1: this.x(day), x2: this.x(day), y1: 0, y2: height, class: strong ? "strong" : null }))),
      ...marks);
    this.stage.replaceChildren(this.picture);
    this.number(rules);
    this.highlight();
    this.mention();
  }

  // The axis: labels that would be cut at an edge, or run into the one before, are left out.
  number(rules) {
    const { width } = this;
    for (const [name, value] of Object.entries({ width, height: AXIS, viewBox: `0 0 ${width} ${AXIS}` })) this.axis.setAttribute(name, value);
    const whole = rules.filter(({ day, full }) => Math.min(this.x(day), width - this.x(day)) > long(full) / 2);
    let end = -Infinity;
    const room = named(whole).filter(({ day, label }) => {
      const half = long(label) / 2;
      if (this.x(day) - half < end) return false;
      end = this.x(day) + half + 8;
      return true;
    });
    this.axis.replaceChildren(...room.map(({ day, label }) => draw("text", { x: this.x(day), y: 19 }, label)));
  }

  clear() {
    this.picture = null;
    this.tops = [];
    this.stage.replaceChildren();
    this.number([]);
    this.mention();
  }

  // Where more happened at once than there is room for, the rest is a scroll away, and said.
  mention() {
    const bottom = this.tops.length ? this.stage.scrollTop + this.height - LANE / 2 : 0;
    const hidden = this.tops.filter((top) => top > bottom).length;
    this.below.hidden = hidden === 0;
    this.below.textContent = `${hidden} ↓`;
    this.below.title = `${plural(hidden, "event", "events")} further down`;
    this.below.setAttribute("aria-label", this.below.title);
  }

  scroll() {
    this.stage.scrollBy({ top: this.stage.clientHeight - LANE, behavior: calm() ? "auto" : "smooth" });
  }

  highlight() {
    this.stage.removeAttribute("aria-activedescendant");
    for (const each of this.picture?.querySelectorAll(".mark") ?? []) {
      const chosen = each.dataset.id === this.view.selected;
      each.setAttribute("aria-selected", String(chosen));
      if (chosen) this.stage.setAttribute("aria-activedescendant", each.id);
    }
  }

  follow() {
    const event = this.view.current;
    if (event && this.dated.includes(event)) this.reveal(event);
    this.highlight();
    const chosen = this.picture?.querySelector("[aria-selected=true] .reach");
    if (!chosen) return;
    const top = Number(chosen.getAttribute("y"));
    if (top < this.stage.scrollTop || top + LANE > this.stage.scrollTop + this.stage.clientHeight) this.stage.scrollTop = top - LANE;
  }

  // Goes where the event is, and draws it where it was only counted.
  reveal(event) {
    const [first, last] = this.domain;
    const [from, to] = [event.from ?? event.until, event.until ?? event.from];
    if (to >= first && from <= last) {
      if (this.picture && !this.picture.querySelector(`#time-${CSS.escape(event.id)}`)) this.render();
      return;
    }
    const half = (last - first) / 2;
    const middle = (from + to) / 2;
    this.look(middle - half, middle + half);
  }

  key(pressed) {
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || !this.dated.length) return;
    const choose = (event) => this.view.select(event.id, "timeline");
    const actions = {
      ArrowRight: () => this.step(1), ArrowDown: () => this.step(1), ArrowLeft: () => this.step(-1), ArrowUp: () => this.step(-1),
      Home: () => choose(this.dated[0]), End: () => choose(this.dated.at(-1)),
      PageDown: () => this.pan(this.width * 0.8), PageUp: () => this.pan(-this.width * 0.8),
      "+": () => this.zoom(1 / STEP), "=": () => this.zoom(1 / STEP), "-": () => this.zoom(STEP), 0: () => this.all(),
      " ": () => this.player.toggle(), Escape: () => this.view.select(null, "timeline"),
    };
    if (!actions[pressed.key]) return;
    pressed.preventDefault();
    actions[pressed.key]();
  }

  step(by) {
    const at = this.dated.findIndex((event) => event.id === this.view.selected);
    const next = at < 0 ? (by > 0 ? 0 : this.dated.length - 1) : Math.min(Math.max(at + by, 0), this.dated.length - 1);
    this.view.select(this.dated[next].id, "timeline");
  }
}
