// Plays the events in their order: the window of the brush grows from the first to the last, or wanders where it is narrower.

import { make } from "./dom.js";
import { stamp } from "./brush.js";

const PACE = 900; // milliseconds a step at speed 1
const SPEEDS = [1, 2, 4, 0.5];
const MOST = 150; // steps

export class Player {
  constructor(view, brush) {
    Object.assign(this, { view, brush, speed: 1, playing: false });
    this.button = make("button", { type: "button", class: "tool play", onclick: () => this.toggle() });
    this.faster = make("button", { type: "button", class: "tool speed", onclick: () => this.turn() });
    view.addEventListener("filter", () => this.own || this.stop());
    view.addEventListener("glimpse", () => this.stop());
    this.name();
  }

  name() {
    const words = this.playing ? "Pause" : "Play the events in their order";
    this.button.replaceChildren(this.playing ? "❚❚" : "▶");
    for (const name of ["title", "aria-label"]) this.button.setAttribute(name, words);
    this.faster.replaceChildren(this.speed === 0.5 ? "½×" : `${this.speed}×`);
    for (const name of ["title", "aria-label"]) this.faster.setAttribute(name, `Speed ${this.speed}: change it`);
  }

  turn() {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
    this.name();
  }

  toggle() {
    if (this.playing) return this.stop();
    this.steps = this.moments();
    if (!this.steps.length) return undefined;
    const { window, extent } = this.brush;
    const open = !window || !this.view.filters.since;
    this.length = open ? null : window[1] - window[0];
    const reached = window && window[1] < extent[1] ? window[1] : -Infinity;
    this.at = this.steps.findIndex((step) => step > reached + 1e-9);
    if (this.at < 0) this.at = 0;
    this.playing = this.view.playing = true;
    this.name();
    return this.step();
  }

  // The moments at which something happens, at most so many.
  moments() {
    const all = [...new Set(this.brush.events.map(({ from, until }) => from ?? until))].sort((one, other) => one - other);
    if (all.length <= MOST) return all;
    return Array.from({ length: MOST }, (_, index) => all[Math.round(((index + 1) * all.length) / MOST) - 1]);
  }

  get unit() {
    return this.brush.events.some((event) => event.time_start) && this.brush.extent[1] - this.brush.extent[0] < 60 ? "minute" : "day";
  }

  step() {
    if (!this.playing) return;
    if (this.at >= this.steps.length) return this.end();
    const until = this.steps[this.at];
    this.at += 1;
    const since = this.length === null ? "" : stamp(until - this.length, this.unit);
    this.apply({ since, until: stamp(until, this.unit) });
    this.timer = setTimeout(() => this.step(), PACE / this.speed);
  }

  apply(changes) {
    this.own = true;
    this.view.filter(changes, { steady: true });
    this.own = false;
  }

  // All is shown again in the end.
  end() {
    this.stop();
    this.view.filter({ since: "", until: "" });
  }

  stop() {
    if (!this.playing) return;
    clearTimeout(this.timer);
    this.playing = this.view.playing = false;
    this.view.remember();
    this.name();
  }
}
