// Places offered while a person types (the combobox pattern of the ARIA practices guide).

import { make } from "./dom.js";
import { ask } from "./source.js";

const PAUSE = 150;
let count = 0;

export class Combobox {
  constructor(input, address) {
    Object.assign(this, { input, address, chosen: null, found: [], at: -1 });
    this.id = `options-${(count += 1)}`;
    this.options = make("ul", { class: "options", role: "listbox", id: this.id, "aria-label": "Places", hidden: true });
    for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id })) input.setAttribute(name, value);
    input.after(this.options);
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (pressed) => this.key(pressed));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 120));
  }

  // What the service shall take: the place that was chosen, else the words as typed.
  get value() {
    return this.chosen?.id ?? this.input.value.trim();
  }

  typed() {
    this.chosen = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const words = this.input.value.trim();
    this.request?.abort();
    if (words.length < 2) return this.close();
    this.request = new AbortController();
    try {
      this.found = await ask(`${this.address}?${new URLSearchParams({ q: words })}`, this.request.signal);
      this.open();
    } catch {
      this.close();
    }
  }

  open() {
    this.at = -1;
    this.options.replaceChildren(...this.found.map((place, index) =>
      make("li", { role: "option", id: `${this.id}-${index}`, "aria-selected": "false", onpointerdown: (pressed) => (pressed.preventDefault(), this.choose(index)) },
        place.label || place.name, " ", make("small", {}, place.kind))));
    if (!this.found.length) this.options.append(make("li", { class: "none" }, "No such place is known"));
    this.options.hidden = false;
    this.options.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.options.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(by) {
    if (!this.found.length) return;
    this.at = (this.at + by + this.found.length) % this.found.length;
    [...this.options.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    this.options.children[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", `${this.id}-${this.at}`);
  }

  choose(index) {
    this.chosen = this.found[index];
    this.input.value = this.chosen.label || this.chosen.name;
    this.close();
    this.input.dispatchEvent(new Event("change"));
  }

  key(pressed) {
    if (this.options.hidden) return;
    if (pressed.key === "ArrowDown" || pressed.key === "ArrowUp") this.move(pressed.key === "ArrowDown" ? 1 : -1);
    else if (pressed.key === "Enter" && this.at >= 0) this.choose(this.at);
    else if (pressed.key === "Escape") {
      this.close();
      pressed.stopPropagation();
    } else return;
    pressed.preventDefault();
  }
}
