// The timeline: bars for spans, soft ends for open ones, signs for days; zoomed, panned and walked by keys.

import { named, ticks } from "./axis.js";
import { calm, draw, make, plural } from "./dom.js";
import { timeName } from "./evidence.js";
import { kindClass, sign } from "./kinds.js";
import { pack } from "./lanes.js";

const LANE = 24;
const AXIS = 29;
const TICK = 84; // pixels a label of the axis needs
const LABEL = 190; // pixels of a label at most, and on narrow screens a part of the width
const NARROW = 0.32;
const EDGE = 40; // pixels beyond the timeline's edges where nothing is drawn any more
const FADE = 120; // pixels of a bar whose beginning is open: how long it had gone on, nobody says
const SHORTEST = 8; // days the timeline shows at its deepest
const DAYS = ["day", "part of day", "hour", "minute"]; // precisions that name a day
const FONT = "12px Helvetica Neue, Helvetica, Arial, sans-serif";

const ruler = document.createElement("canvas").getContext("2d");

function long(text) {
  ruler.font = FONT;
  return ruler.measureText(text).width;
}

// Its own words say only "some time in that year": a span without its ends.
const vague = ({ edtf, precision }) => precision === "week" || !(DAYS.includes(precision) || (edtf ?? "").includes("/"));

// Cut between two words, where there are two.
function shorten(text, room) {
  if (long(text) <= room) return [text, long(text)];
  let cut = text;
  while (cut && long(`${cut}…`) > room) cut = cut.slice(0, -1);
  if (/\S/.test(text[cut.length])) cut = cut.replace(/\s+\S*$/, "");
  const shown = `${cut.trimEnd()}…`;
  return [shown, long(shown)];
}

export class Timeline {
  constructor(root, view) {
    Object.assign(this, { root, view, domain: [0, 1], tops: [] });
    this.stage = make("div", { class: "stage", role: "listbox", tabindex: 0, "aria-label": "Timeline: arrow keys go from event to event" });
    this.axis = draw("svg", { class: "axis", "aria-hidden": "true" });
    this.below = make("button", { type: "button", class: "tool below", hidden: true, onclick: () => this.scroll() });
    this.root.append(this.tools(), this.stage, this.axis);
    view.addEventListener("events", (change) => this.load(change.detail));
    view.addEventListener("select", () => this.follow());
    this.stage.addEventListener("scroll", () => this.mention());
    this.stage.addEventListener("keydown", (pressed) => this.key(pressed));
    this.stage.addEventListener("wheel", (turned) => this.wheel(turned), { passive: false });
    this.stage.addEventListener("pointerdown", (pressed) => this.drag(pressed));
    new ResizeObserver(() => this.render()).observe(this.stage);
  }

  tools() {
    const button = (label, text, action) => make("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick: action }, text);
    return make("div", { class: "tools" },
      button("Look closer", "+", () => this.zoom(1 / 1.6)),
      button("Show later and earlier", "−", () => this.zoom(1.6)),
      button("Show all of the timeline", "All", () => this.all()),
      this.below);
  }

  // `kept`: these are the events of before but for a correction, so that the timeline stays where it is.
  load({ kept }) {
    this.dated = this.view.events.filter((event) => event.first !== null || event.last !== null);
    this.root.classList.toggle("empty", this.dated.length === 0);
    if (kept && this.near) this.render();
    else this.all();
  }

  get whole() {
    const ends = this.dated.flatMap((event) => [event.first, event.last]).filter((day) => day !== null);
    const [first, last] = [Math.min(...ends), Math.max(...ends) + 1];
    // An end that is open needs room to be seen going on.
    const room = (end) => Math.max((last - first) * (this.dated.some((event) => event[end] === null) ? 0.12 : 0.04), SHORTEST / 2);
    return [first - room("first"), last + room("last")];
  }

  all() {
    if (this.dated.length) this.domain = this.whole;
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
    if (!this.dated.length) return;
    const [first, last] = this.domain;
    const [from, until] = this.whole;
    const length = Math.min(Math.max((last - first) * factor, SHORTEST), (until - from) * 1.5);
    const share = (middle - first) / (last - first);
    this.look(middle - length * share, middle + length * (1 - share));
  }

  // Closer looks go to the selected event, or else to the middle one of those in sight: never to where nothing is.
  get middle() {
    const [first, last] = this.domain;
    const seen = this.dated.filter((event) => (event.last ?? Infinity) >= first && (event.first ?? -Infinity) <= last);
    const day = (event) => (Math.max(event.first ?? first, first) + Math.min(event.last ?? last, last)) / 2;
    const { current } = this.view;
    if (seen.includes(current)) return day(current);
    const days = seen.map(day).sort((one, other) => one - other);
    return days.length ? days[Math.floor(days.length / 2)] : (first + last) / 2;
  }

  pan(pixels) {
    const [first, last] = this.domain;
    const [from, until] = this.whole;
    const shift = Math.min(Math.max((pixels / this.width) * (last - first), from - last + 1), until - first - 1);
    this.look(first + shift, last + shift);
  }

  get width() {
    return this.stage.clientWidth || 1;
  }

  x(day) {
    const [first, last] = this.domain;
    return ((day - first) / (last - first)) * this.width;
  }

  // Where an event and its label stand, in pixels; a label goes where there is room for it.
  measure(event) {
    const left = Math.max(event.first === null ? this.x(event.last + 1) - FADE : this.x(event.first), -EDGE);
    const right = event.last === null ? this.width + EDGE : Math.min(this.x(event.last + 1), this.width + EDGE);
    const wide = right - left > 14;
    const [from, to] = wide ? [left, right] : [(left + right) / 2 - 9, (left + right) / 2 + 9];
    const [text, length] = shorten(event.title, Math.min(LABEL, this.width * NARROW));
    const inside = Math.min(to, this.width) - Math.max(from, 0) > length + 14;
    const after = to + 5 + length < this.width;
    const label = inside ? Math.max(from, 0) + 8 : after ? to + 5 : from - 5 - length;
    const labelled = { from: Math.min(from, label), to: Math.max(to, label + length) };
    return { event, from, to, wide, text, label, inside, labelled: inside ? { from, to } : labelled };
  }

  render() {
    if (!this.dated?.length) return this.clear();
    const { width } = this;
    const items = this.dated.map((event) => this.measure(event)).filter(({ from, to }) => to > -EDGE && from < width + EDGE);
    const cap = Math.max(1, Math.floor((this.stage.clientHeight - 6) / LANE));
    const lanes = pack(items, cap);
    const height = Math.max(this.stage.clientHeight - 2, (Math.max(-1, ...lanes.map(({ lane }) => lane)) + 1) * LANE + 6);
    const rules = ticks(...this.domain, Math.max(1, Math.floor(width / TICK)));
    const marks = items.map((item, index) => this.mark(item, lanes[index]));
    this.tops = lanes.map(({ lane }) => lane * LANE);
    this.picture = draw("svg", { class: "marks", width, height, viewBox: `0 0 ${width} ${height}`, role: "presentation" },
      this.gradients(),
      draw("g", { class: "rules" }, ...rules.map(({ day }) => draw("line", { x1: this.x(day), x2: this.x(day), y1: 0, y2: height }))),
      ...marks);
    this.stage.replaceChildren(this.picture);
    this.number(rules);
    this.highlight();
    this.mention();
  }

  // The axis: labels that would be cut at an edge are left out.
  number(rules) {
    const { width } = this;
    for (const [name, value] of Object.entries({ width, height: AXIS, viewBox: `0 0 ${width} ${AXIS}` })) this.axis.setAttribute(name, value);
    const whole = rules.filter(({ day, full }) => Math.min(this.x(day), width - this.x(day)) > long(full) / 2);
    this.axis.replaceChildren(...named(whole).map(({ day, label }) => draw("text", { x: this.x(day), y: 19 }, label)));
  }

  clear() {
    this.picture = null;
    this.tops = [];
    this.stage.replaceChildren();
    this.axis.replaceChildren();
    this.mention();
  }

  // Where more happened at once than there is room for, the rest is a scroll away, and said.
  mention() {
    const bottom = this.stage.scrollTop + this.stage.clientHeight - LANE / 2;
    const hidden = this.tops.filter((top) => top > bottom).length;
    this.below.hidden = hidden === 0;
    this.below.textContent = `${hidden} ↓`;
    this.below.title = `${plural(hidden, "event", "events")} further down`;
    this.below.setAttribute("aria-label", this.below.title);
  }

  scroll() {
    this.stage.scrollBy({ top: this.stage.clientHeight - LANE, behavior: calm() ? "auto" : "smooth" });
  }

  gradients() {
    const fade = (id, from, to) => draw("linearGradient", { id }, draw("stop", { offset: 0, "stop-color": "white", "stop-opacity": from }), draw("stop", { offset: 1, "stop-color": "white", "stop-opacity": to }));
    const mask = (id) => draw("mask", { id: `${id}-mask`, maskContentUnits: "objectBoundingBox" }, draw("rect", { width: 1, height: 1, fill: `url(#${id})` }));
    return draw("defs", {}, fade("fade-first", 0, 1), fade("fade-last", 1, 0), mask("fade-first"), mask("fade-last"));
  }

  mark({ event, from, to, wide, text, label, inside }, { lane, label: labelled }) {
    const top = lane * LANE + 4;
    const body = wide ? this.bar(event, from, to, top) : this.day(event, (from + to) / 2, top);
    return draw("g", {
      class: `mark ${kindClass(event.kind)}`, id: `time-${event.id}`, role: "option", "data-id": event.id,
      "aria-label": `${event.title}, ${timeName(event)}`, "aria-selected": "false",
      onclick: () => this.dragged || this.view.select(event.id, "timeline"),
    },
    draw("title", {}, `${event.title}\n${timeName(event)}`),
    draw("rect", { class: "reach", x: from - 3, y: top - 4, width: Math.max(24, to - from + 6), height: LANE }),
    body,
    labelled ? draw("text", { x: label, y: top + 13, class: inside ? "inside" : null }, text) : null);
  }

  // A day, and a span that the article gives, is solid; "some time in 2014" is lighter, with a dashed edge.
  bar(event, from, to, top) {
    const open = event.first === null ? "first" : event.last === null ? "last" : null;
    return draw("rect", {
      class: `bar${vague(event) ? " vague" : ""}`, x: from, y: top, width: to - from, height: LANE - 6, rx: 2,
      mask: open ? `url(#fade-${open}-mask)` : null,
    });
  }

  day(event, middle, top) {
    const picture = sign(event.kind, { size: 18 });
    picture.setAttribute("x", middle - 9);
    picture.setAttribute("y", top);
    return picture;
  }

  highlight() {
    this.stage.removeAttribute("aria-activedescendant");
    for (const mark of this.picture?.querySelectorAll(".mark") ?? []) {
      const chosen = mark.dataset.id === this.view.selected;
      mark.setAttribute("aria-selected", String(chosen));
      if (chosen) this.stage.setAttribute("aria-activedescendant", mark.id);
    }
  }

  follow() {
    const event = this.view.current;
    if (event && this.dated?.includes(event)) this.reveal(event);
    this.highlight();
    const chosen = this.picture?.querySelector("[aria-selected=true] .reach");
    if (!chosen) return;
    const top = Number(chosen.getAttribute("y"));
    if (top < this.stage.scrollTop || top + LANE > this.stage.scrollTop + this.stage.clientHeight) this.stage.scrollTop = top - LANE;
  }

  reveal(event) {
    const [first, last] = this.domain;
    const [from, to] = [event.first ?? event.last, event.last ?? event.first];
    if (to >= first && from <= last) return;
    const half = (last - first) / 2;
    const middle = (from + to) / 2;
    this.look(middle - half, middle + half);
  }

  key(pressed) {
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || !this.dated?.length) return;
    const actions = {
      ArrowRight: () => this.step(1), ArrowDown: () => this.step(1), ArrowLeft: () => this.step(-1), ArrowUp: () => this.step(-1),
      Home: () => this.view.select(this.dated[0].id, "timeline"), End: () => this.view.select(this.dated.at(-1).id, "timeline"),
      "+": () => this.zoom(1 / 1.6), "-": () => this.zoom(1.6), 0: () => this.all(),
      Escape: () => this.view.select(null, "timeline"),
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

  wheel(turned) {
    if (turned.ctrlKey || turned.metaKey) {
      turned.preventDefault();
      const [first, last] = this.domain;
      const share = (turned.clientX - this.stage.getBoundingClientRect().left) / this.width;
      this.zoom(turned.deltaY > 0 ? 1.2 : 1 / 1.2, first + share * (last - first));
    } else if (Math.abs(turned.deltaX) > Math.abs(turned.deltaY)) {
      turned.preventDefault();
      this.pan(turned.deltaX);
    }
  }

  // A drag pans; a press that hardly moves stays a click.
  drag(pressed) {
    if (pressed.button !== 0) return;
    let last = pressed.clientX;
    this.dragged = false;
    const move = (moved) => {
      if (!this.dragged && Math.abs(moved.clientX - pressed.clientX) < 5) return;
      this.dragged = true;
      this.pan(last - moved.clientX);
      last = moved.clientX;
    };
    const end = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      setTimeout(() => (this.dragged = false));
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  }
}
