// What an editor does to one event: confirm, delete, correct by typing, undo.

import { Combobox } from "./combobox.js";
import { make } from "./dom.js";
import { placeName, timeWritten } from "./evidence.js";
import { notice } from "./notice.js";
import { ask, event as read, tell } from "./source.js";

const PAUSE = 250;

export class Desk {
  constructor(view, address) {
    Object.assign(this, { view, address, desk: address.replace(/\/desk\/.*$/, "/desk") });
  }

  // `done` is called when the change is kept, before the views show it.
  async change(event, changes, words, done = () => {}) {
    const changed = read(await tell(`${this.address}/${event.id}`, changes));
    done();
    this.view.replace(event.id, this.belongs(changed) ? changed : null);
    notice(words, { name: "Undo", run: () => this.undo(event) });
  }

  async undo(event) {
    try {
      const restored = read(await tell(`${this.address}/${event.id}/undo`, {}));
      this.view.replace(event.id, this.belongs(restored) ? restored : null);
      this.view.select(event.id);
      notice("Undone.");
    } catch (error) {
      notice(error.message);
    }
  }

  // Deleted events are shown only to who asks for them.
  belongs(event) {
    const asked = this.view.filters.state;
    return asked ? asked.split(",").includes(event.state) : event.state !== "rejected";
  }

  async quickly(event, changes, words) {
    try {
      await this.change(event, changes, words);
    } catch (error) {
      notice(error.message);
    }
  }

  actions(event, open) {
    const button = (name, action, style = "") => make("button", { type: "button", class: `small ${style}`, onclick: action }, name);
    if (event.state === "rejected") return make("div", { class: "actions" }, button("Restore", () => this.quickly(event, { state: "found" }, `Restored: ${event.title}`)));
    return make("div", { class: "actions" },
      event.state === "confirmed" ? null : button("Confirm", () => this.quickly(event, { state: "confirmed" }, `Confirmed: ${event.title}`), "good"),
      button("Correct", open),
      button("Delete", () => this.quickly(event, { state: "rejected" }, `Deleted: ${event.title}`), "bad"));
  }

  form(event, close) {
    const id = (name) => `${name}-${event.id}`;
    const [title, when, where] = [["title", event.title], ["when", timeWritten(event)], ["place", placeName(event)]].map(([name, value]) =>
      make("input", { id: id(name), name, value, type: "text", "aria-describedby": id(`${name}-note`) }));
    const notes = Object.fromEntries(["title", "when", "place"].map((name) => [name, make("p", { class: "note", id: id(`${name}-note`), "aria-live": "polite" })]));
    const field = (name, label, input) => make("div", { class: "field" }, make("label", { for: id(name) }, label), input, notes[name]);
    const form = make("form", { class: "correct", novalidate: true, "aria-label": `Correct “${event.title}”` },
      field("title", "What", title), field("when", "When", when), field("place", "Where", where),
      make("div", { class: "actions" },
        make("button", { type: "submit", class: "small main" }, "Save"),
        make("button", { type: "button", class: "small", onclick: close }, "Cancel")));
    const places = new Combobox(where, `${this.desk}/places`);
    understand(when, notes.when, `${this.desk}/when`);
    form.addEventListener("submit", (sent) => {
      sent.preventDefault();
      this.save(event, { title, when, where, places, notes }, close);
    });
    form.addEventListener("keydown", (pressed) => pressed.key === "Escape" && close());
    return form;
  }

  async save(event, { title, when, where, places, notes }, close) {
    const changes = {};
    if (title.value.trim() !== event.title) changes.title = title.value.trim();
    if (when.value.trim() !== timeWritten(event)) changes.when = when.value.trim();
    if (where.value.trim() !== placeName(event)) changes.place = places.value;
    for (const note of Object.values(notes)) note.classList.remove("wrong");
    if (!Object.keys(changes).length) return close();
    try {
      await this.change(event, changes, `Saved: ${changes.title ?? event.title}`, close);
    } catch (error) {
      const field = String(error.problem?.pointer ?? "").replace("/", "");
      const note = notes[field] ?? notes[Object.keys(changes)[0]];
      note.textContent = error.message;
      note.classList.add("wrong");
      ({ title, when, place: where })[field]?.focus();
    }
  }
}

// Says before saving how the words of a date were understood.
function understand(input, note, address) {
  let timer = 0;
  let request = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    note.textContent = "";
    note.classList.remove("wrong");
    const words = input.value.trim();
    if (!words) {
      note.textContent = "Without a date";
      return;
    }
    timer = setTimeout(async () => {
      request = new AbortController();
      try {
        const when = await ask(`${address}?${new URLSearchParams({ q: words })}`, request.signal);
        const days = when.start === when.end ? "" : `: ${when.start ?? "…"} to ${when.end ?? "…"}`;
        note.textContent = `Understood as ${when.label}${days}`;
      } catch (error) {
        if (error.name === "AbortError") return;
        note.textContent = error.message;
        note.classList.add("wrong");
      }
    }, PAUSE);
  });
}
