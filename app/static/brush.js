// The density of all events over time, and on it the window of those that every view shows: drawn, moved and widened by hand or keys.

import { iso, toDate, yearName } from "./days.js";
import { draw, make, number } from "./dom.js";
import { parse } from "./edtf.js";
import { DAY, ofClock } from "./minutes.js";
import { clockName, dayName, monthName, near } from "./words.js";

const BIN = 4; // pixels
const GRIP = 14; // pixels round an edge of the window that take hold of it
const REST = 160; // milliseconds after which the other views follow
const SAID = 130; // pixels that "1,234 of 10,000" takes at an end of the strip
const MONTH = 8; // days a pixel stands for, from which on the window speaks in months
const YEAR = 100;

// A day, or a minute of it, as the filters write it.
export function stamp(at, unit) {
  if (unit !== "minute") return iso(Math.floor(at), unit);
  const minute = Math.round(at * DAY);
  const day = Math.floor(minute / DAY);
  const two = (number) => String(number).padStart(2, "0");
  const ofDay = minute - day * DAY;
  return `${iso(day)}T${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)}`;
}

export function spoken(at, unit) {
  const day = Math.floor(at + 1e-9);
  if (unit === "year" || !near(day)) return yearName(toDate(day)[0]);
  if (unit === "month") return monthName(day);
  return unit === "day" ? dayName(day) : `${dayName(day)}, ${clockName(Math.round((at - day) * DAY))}`;
}

export class Brush {
  constructor(view) {
    Object.assign(this, { view, extent: [0, 1], window: null, width: 1, height: 1 });
    this.svg = draw("svg", { class: "density", role: "group", "aria-label": "How many events happened when. Drag over it to show a part of the time" });
    this.now = make("output", { class: "now" });
    this.clear = make("button", { type: "button", class: "tool clear", title: "Show all of the time", "aria-label": "Show all of the time", hidden: true, onclick: () => this.set(null) }, "×");
    this.shown = make("div", { class: "shown" }, this.now, this.clear);
    this.root = make("div", { class: "brush" }, this.svg, this.shown);
    this.handles = ["since", "until"].map((side) => this.handle(side));
    this.svg.addEventListener("pointerdown", (pressed) => this.press(pressed));
    this.svg.addEventListener("dblclick", () => this.set(null));
    new ResizeObserver(() => this.resize()).observe(this.svg);
  }

  handle(side) {
    const name = side === "since" ? "Shown from" : "Shown until";
    return draw("g", { class: "handle", role: "slider", tabindex: 0, "aria-label": name, "aria-orientation": "horizontal", onkeydown: (pressed) => this.key(pressed, side) },
      draw("rect", { class: "grip", width: 9, rx: 2 }), draw("path", { class: "groove" }));
  }

  // Events with a time, and the time that the strip stands for.
  load(events, extent) {
    const same = events === this.events;
    Object.assign(this, { events, extent });
    this.read();
    if (!same) this.render(); // else its edges would lose the focus
    this.place();
  }

  // The window that the filters say; null where they leave all.
  read() {
    const { since, until } = this.view.filters;
    try {
      const [from, to] = [since && parse(since), until && parse(until)];
      const begins = from && (from.opens ? from.first + ofClock(from.opens) / DAY : from.first);
      const ends = to && (to.closes ? to.last + ofClock(to.closes) / DAY : to.last + 1);
      const [first, last] = [from ? begins : Math.min(this.extent[0], ends), to ? ends : Math.max(this.extent[1], begins)];
      this.window = (from || to) && first <= last ? [first, last] : null;
    } catch {
      this.window = null; // what cannot be read is said beside the filter
    }
  }

  resize() {
    this.width = this.svg.clientWidth || 1;
    this.height = this.svg.clientHeight || 1;
    this.render();
    this.place();
  }

  // What the window speaks in: a pixel is never said more exactly than it is.
  get unit() {
    const pixel = (this.extent[1] - this.extent[0]) / this.width;
    if (pixel >= YEAR) return "year";
    return pixel >= MONTH ? "month" : pixel >= 0.1 ? "day" : "minute";
  }

  x(at) {
    const [first, last] = this.extent;
    return ((at - first) / (last - first)) * this.width;
  }

  at(x) {
    const [first, last] = this.extent;
    return first + (Math.min(Math.max(x, 0), this.width) / this.width) * (last - first);
  }

  // Each event weighs one, a long one spread over its bins.
  heights() {
    const bins = Math.max(1, Math.ceil(this.width / BIN));
    const change = new Float64Array(bins + 1);
    const bin = (at) => Math.min(bins - 1, Math.max(0, Math.floor(this.x(at) / BIN)));
    for (const { from, until } of this.events) {
      const [one, two] = [bin(from ?? until), bin(Math.max(from ?? until, (until ?? from) - 1e-6))];
      const weight = 1 / (two - one + 1);
      change[one] += weight;
      change[two + 1] -= weight;
    }
    let level = 0;
    const loads = Array.from({ length: bins }, (_, index) => Math.max(0, (level += change[index])));
    const most = Math.max(...loads, 1e-9);
    return loads.map((load) => (load < 1e-6 ? 0 : Math.max(load < 0.5 ? 0.02 : 0.08, (load / most) ** 0.6)));
  }

  render() {
    if (!this.events?.length) return this.svg.replaceChildren();
    const { width, height } = this;
    const bars = this.heights().map((share, index) => (share ? `M${index * BIN} ${height}v${-(share * (height - 4)).toFixed(1)}h${BIN - 1}V${height}z` : "")).join("");
    this.pane = draw("rect", { class: "pane", y: 0.5, height: height - 1 });
    this.lens = draw("rect", { y: 0, height });
    this.frame = draw("path", { class: "frame" });
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.replaceChildren(
      draw("defs", {}, draw("clipPath", { id: "density-window" }, this.lens)), this.pane,
      draw("path", { class: "bars", d: bars }), draw("path", { class: "bars inside", d: bars, "clip-path": "url(#density-window)" }), this.frame, ...this.handles);
  }

  // The window and its edges, where they are now.
  place() {
    if (!this.pane) return;
    const { height } = this;
    const ends = (this.window ?? this.extent).map((at) => Math.min(Math.max(this.x(at), 0), this.width));
    const wide = Math.max(2, ends[1] - ends[0]);
    for (const rect of [this.pane, this.lens]) {
      rect.setAttribute("x", ends[0]);
      rect.setAttribute("width", wide);
    }
    this.svg.classList.toggle("narrowed", Boolean(this.window));
    this.clear.hidden = !this.window;
    const covered = Boolean(this.window) && this.width - ends[1] < SAID; // an edge that a hand may want
    this.shown.classList.toggle("aside", covered && ends[0] > SAID);
    this.shown.classList.toggle("amid", covered && ends[0] <= SAID);
    this.handles.forEach((handle, index) => this.edge(handle, index ? Math.max(4.5, ends[0] + wide) : Math.min(this.width - 4.5, ends[0]), index, height));
  }

  edge(handle, x, index, height) {
    const at = Math.min(Math.max(x, 4.5), this.width - 4.5);
    const [grip, groove] = handle.children;
    grip.setAttribute("x", at - 4.5);
    grip.setAttribute("y", height / 2 - 9);
    grip.setAttribute("height", 18);
    groove.setAttribute("d", `M${at - 1} ${height / 2 - 3.5}v7M${at + 1} ${height / 2 - 3.5}v7`);
    const value = Math.min(Math.max((this.window ?? this.extent)[index], this.extent[0]), this.extent[1]);
    for (const [name, said] of Object.entries({ valuemin: Math.floor(this.extent[0]), valuemax: Math.ceil(this.extent[1]), valuenow: Math.round(value) })) handle.setAttribute(`aria-${name}`, said);
    handle.setAttribute("aria-valuetext", spoken(index && this.unit !== "minute" ? value - 1 : value, this.unit));
  }

  // Which part of the time the timeline below shows, where that is not all of it.
  look([first, last]) {
    if (!this.frame) return;
    const [one, two] = [this.x(first), this.x(last)].map((x) => Math.min(Math.max(x, 1), this.width - 1));
    const all = two - one > this.width - 6;
    this.frame.setAttribute("d", all ? "" : `M${one.toFixed(1)} 1H${Math.max(two, one + 3).toFixed(1)}`);
  }

  say(shown) {
    const all = this.events?.length ?? 0;
    this.now.textContent = shown === all ? "" : `${number(shown)} of ${number(all)}`;
  }

  // ---- by hand ----

  press(pressed) {
    if (pressed.button !== 0 || !this.events?.length) return;
    const box = this.svg.getBoundingClientRect();
    const start = pressed.clientX - box.left;
    const grasp = this.grasped(start);
    const kept = this.window ?? this.extent;
    let moved = false;
    const move = (now) => {
      const x = now.clientX - box.left;
      if (!moved && Math.abs(x - start) < 4) return;
      moved = true;
      this.glimpse(grasp(x, start, kept));
    };
    const end = () => {
      for (const name of ["pointermove", "pointerup", "pointercancel"]) this.svg.removeEventListener(name, name === "pointermove" ? move : end);
      if (moved) this.commit();
      else if (this.window && (start < this.x(kept[0]) || start > this.x(kept[1]))) this.set(null);
    };
    this.svg.setPointerCapture(pressed.pointerId);
    this.svg.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) this.svg.addEventListener(name, end);
  }

  // What a press takes hold of: an edge, the window, or nothing yet, which draws a new one.
  grasped(x) {
    const [one, two] = (this.window ?? this.extent).map((at) => this.x(at));
    const [near, far] = [Math.abs(x - one), Math.abs(x - two)];
    if (Math.min(near, far) < GRIP && (this.window || Math.min(near, far) < GRIP / 2)) {
      return (now, _, kept) => (near < far ? [Math.min(this.at(now), kept[1]), kept[1]] : [kept[0], Math.max(this.at(now), kept[0])]);
    }
    if (this.window && x > one && x < two) {
      return (now, start, [first, last]) => {
        const shift = Math.min(Math.max(this.at(now) - this.at(start), this.extent[0] - first), this.extent[1] - last);
        return [first + shift, last + shift];
      };
    }
    return (now, start) => [this.at(Math.min(now, start)), this.at(Math.max(now, start))];
  }

  key(pressed, side) {
    const unit = { year: 365.2425, month: 30.44, day: 1, minute: 1 / DAY }[this.unit];
    const pixel = (this.extent[1] - this.extent[0]) / this.width;
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[pressed.key];
    const ends = [...(this.window ?? this.extent)];
    const index = side === "since" ? 0 : 1;
    if (step) ends[index] += step * Math.max(unit, 4 * pixel);
    else if (pressed.key === "Home") ends[index] = index ? ends[0] : this.extent[0];
    else if (pressed.key === "End") ends[index] = index ? this.extent[1] : ends[1];
    else return;
    pressed.preventDefault();
    ends[index] = index ? Math.min(Math.max(ends[1], ends[0]), this.extent[1]) : Math.max(Math.min(ends[0], ends[1]), this.extent[0]);
    this.glimpse(ends);
    this.commit();
  }

  // ---- what the others hear ----

  // At once, as often as the screen is drawn: the timeline alone.
  glimpse(window) {
    this.window = window;
    this.drawn ??= requestAnimationFrame(() => {
      this.drawn = null;
      if (!this.window) return;
      this.place();
      this.view.dispatchEvent(new CustomEvent("glimpse", { detail: this.window }));
    });
  }

  // When the hand rests: the filter of all views.
  commit() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.set(this.window), REST);
  }

  set(window) {
    clearTimeout(this.timer);
    const pixel = (this.extent[1] - this.extent[0]) / this.width;
    const [from, to] = window ?? this.extent;
    const inside = { since: from > this.extent[0] + pixel, until: to < this.extent[1] - pixel };
    const last = this.unit === "minute" ? to : Math.ceil(to) - 1;
    this.view.filter({ since: inside.since ? stamp(from, this.unit) : "", until: inside.until ? stamp(Math.max(last, from), this.unit) : "" });
  }
}
