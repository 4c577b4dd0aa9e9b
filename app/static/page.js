// The start of every page with a map: joins the views to one selection and one set of filters.

import { Atlas } from "./atlas.js";
import { Desk } from "./desk.js";
import { number, plural } from "./dom.js";
import { Filters } from "./filters.js";
import { List } from "./list.js";
import { Manage } from "./manage.js";
import { Share } from "./share.js";
import { events } from "./source.js";
import { Timeline } from "./timeline.js";
import { Trouble } from "./trouble.js";
import { View } from "./view.js";

const LOST = "A part of the map's background could not be loaded.";

const find = (name) => document.querySelector(name);

// Folium's layers of the background, by their names.
const layers = () => Object.fromEntries(["light", "dark", "online"].map((name) => [name, window[`tile_layer_${name}`]]).filter(([, layer]) => layer));

class Page {
  constructor(root) {
    const { dataset } = root;
    this.data = dataset;
    this.view = new View(location.search);
    this.trouble = new Trouble(find("#trouble"));
    this.atlas = new Atlas(window.map_events, this.view, { layers: layers(), areas: dataset.areas, credit: dataset.credit, borders: dataset.borders, cluster: window.marker_cluster_events });
    this.timeline = new Timeline(find("#timeline"), this.view);
    const desk = "mayWrite" in dataset ? new Desk(this.view, dataset.desk) : null;
    this.list = new List(find("#list"), this.view, { desk, pages: dataset.pages, start: desk && dataset.start, elsewhere: "embed" in dataset });
    const form = find("#filters");
    this.filters = form && new Filters(form, this.view);
    this.share();
    document.addEventListener("keydown", (pressed) => {
      if (pressed.key === "Escape" && !pressed.defaultPrevented && !pressed.target.closest("dialog, form")) this.view.select(null, "keyboard");
    });
    this.view.addEventListener("filter", () => this.load());
    this.view.addEventListener("events", () => this.count());
  }

  share() {
    const dialog = find("#share");
    if (!dialog) return;
    const { title, embedAddress: embed, publicUrl } = this.data;
    const manage = new Manage(find("#manage"), this.data);
    const share = new Share(dialog, this.view, manage, { title, embed, publicUrl });
    find("#share-open").addEventListener("click", () => share.show());
  }

  // Times are looked through here; anything else is asked of the service.
  async load() {
    const wide = this.view.wide;
    const asked = wide.toString();
    const narrowed = asked === this.asked;
    this.request?.abort();
    const request = (this.request = new AbortController());
    try {
      const found = narrowed ? this.view.loaded : await events(this.data.events, wide, request.signal);
      this.asked = asked;
      this.view.show(found, { narrowed });
      this.filters?.complain(null);
      this.trouble.settle("events");
      this.exports();
    } catch (error) {
      if (error.name !== "AbortError") this.complain(error);
    }
  }

  complain(error) {
    if (this.filters && error.status === 400) return this.filters.complain(error.message);
    this.trouble.tell("events", error.message, error.status >= 400 && error.status < 500 ? null : () => this.load());
    if (document.documentElement.dataset.state !== "ready") this.say("Not loaded");
    this.atlas.begun();
  }

  ground() {
    const { basemap } = this.atlas;
    basemap.addEventListener("lost", () => this.trouble.tell("land", LOST, () => basemap.retry()));
    basemap.addEventListener("ready", () => {
      this.trouble.settle("land");
      document.documentElement.dataset.land = "ready";
    });
    this.atlas.ground();
  }

  // The exports hold what the views show.
  exports() {
    for (const link of document.querySelectorAll("a[data-export]")) {
      const query = this.view.query({ download: "1" });
      link.href = `${link.dataset.export}?${query}`;
    }
  }

  count() {
    const { events: all } = this.view;
    const placed = all.filter((event) => event.point).length;
    const dated = all.filter((event) => event.first !== null || event.last !== null).length;
    const part = (number) => (number === all.length ? "all" : `${number} of ${all.length}`);
    const { length } = this.view.loaded;
    const of = all.length < length ? `Now showing ${number(all.length)} of ${plural(length, "event", "events")}` : plural(all.length, "event", "events");
    this.say(all.length ? `${of}: ${part(placed)} on the map, ${part(dated)} on the timeline` : "No events");
    document.documentElement.dataset.state = "ready";
  }

  // While the events are played, a screen reader is not told of every step.
  say(words) {
    for (const place of document.querySelectorAll("[data-count]")) {
      place.setAttribute("aria-live", this.view.playing ? "off" : "polite");
      place.textContent = words;
    }
  }
}

const root = find("#page");
if (root && window.map_events) {
  const page = new Page(root);
  page.load();
  page.ground();
}
