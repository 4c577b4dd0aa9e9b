// The filters: words, dates, how many, kinds, with a place or a date, and for editors the state.

import { make } from "./dom.js";
import { kindName, kindOrder, sign } from "./kinds.js";

const PAUSE = 300;

export class Filters {
  constructor(form, view) {
    Object.assign(this, { form, view, kinds: new Map() });
    const { limit } = form.elements;
    if (![...limit.options].some(({ value }) => value === view.filters.limit)) limit.append(new Option(`The ${view.filters.limit} main ones`, view.filters.limit));
    for (const name of ["q", "since", "until", "state", "limit"]) if (form.elements[name]) form.elements[name].value = view.filters[name];
    for (const box of form.querySelectorAll("[name=has]")) box.checked = view.filters.has.split(",").includes(box.value);
    form.addEventListener("submit", (sent) => (sent.preventDefault(), this.apply()));
    form.addEventListener("input", (typed) => this.soon(typed.target.type === "text" || typed.target.type === "search" ? PAUSE : 0));
    form.querySelector("[data-clear]")?.addEventListener("click", () => this.clear());
    view.addEventListener("events", () => this.legend());
    view.addEventListener("filter", () => this.take());
    this.show();
  }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.apply(), pause);
  }

  apply() {
    const { elements } = this.form;
    const has = [...this.form.querySelectorAll("[name=has]:checked")].map((box) => box.value).join(",");
    this.view.filter({ q: elements.q.value.trim(), since: elements.since.value.trim(), until: elements.until.value.trim(), has, state: elements.state?.value ?? this.view.filters.state, limit: elements.limit.value });
    this.show();
  }

  clear() {
    this.form.reset();
    for (const input of this.form.querySelectorAll("input[type=text], input[type=search]")) input.value = "";
    for (const box of this.form.querySelectorAll("[name=has]")) box.checked = false;
    for (const name of ["state", "limit"]) if (this.form.elements[name]) this.form.elements[name].value = "";
    this.view.clear();
    this.show();
    this.form.elements.q.focus();
  }

  // The time may have been chosen elsewhere.
  take() {
    for (const name of ["since", "until"]) {
      const input = this.form.elements[name];
      if (input !== document.activeElement && input.value.trim() !== this.view.filters[name]) input.value = this.view.filters[name];
    }
    this.show();
  }

  show() {
    this.form.classList.toggle("active", this.view.filtered);
  }

  get chosen() {
    return this.view.filters.kind.split(",").filter(Boolean);
  }

  // The legend is the filter by kind: every kind that was seen, pressed where it is chosen.
  legend() {
    const counts = new Map();
    for (const event of this.view.events) counts.set(event.kind, (counts.get(event.kind) ?? 0) + 1);
    for (const kind of [...this.view.loaded.map((event) => event.kind), ...this.chosen]) this.kinds.set(kind, true);
    const place = this.form.querySelector("[data-kinds]");
    const focused = place.contains(document.activeElement) ? document.activeElement.value : null;
    const kinds = [...this.kinds.keys()].sort((one, other) => kindOrder(one) - kindOrder(other));
    place.replaceChildren(...kinds.map((kind) =>
      make("button", { type: "button", class: "kind", value: kind, "aria-pressed": String(this.chosen.includes(kind)), onclick: () => this.toggle(kind) },
        sign(kind, { size: 15 }), kindName(kind), make("span", { class: "count" }, String(counts.get(kind) ?? 0)))));
    if (focused) place.querySelector(`button[value="${CSS.escape(focused)}"]`)?.focus();
  }

  toggle(kind) {
    const chosen = this.chosen;
    const left = chosen.includes(kind) ? chosen.filter((each) => each !== kind) : [...chosen, kind];
    this.view.filter({ kind: left.join(",") });
    this.show();
  }

  // A filter that the service cannot read is said beside it; the last good view stays.
  complain(message) {
    const place = this.form.querySelector("[data-error]");
    place.textContent = message ?? "";
    place.hidden = !message;
    const named = /^(since|until|q)\b/.exec(message ?? "")?.[1];
    for (const name of ["q", "since", "until"]) {
      if (named === name) this.form.elements[name].setAttribute("aria-invalid", "true");
      else this.form.elements[name].removeAttribute("aria-invalid");
    }
  }
}
