// The box that takes an article: pasted, chosen or dropped; errors stay in place and so does the text.

import { follow } from "./job.js";

const KINDS = /\.(txt|text|md|markdown|html?|xhtml)$/i;

class ReadBox {
  constructor(form) {
    this.form = form;
    this.file = form.elements.file;
    this.text = form.elements.text;
    this.button = form.querySelector("[type=submit]");
    form.addEventListener("submit", (sent) => (sent.preventDefault(), this.send()));
    form.addEventListener("keydown", (pressed) => pressed.key === "Enter" && (pressed.ctrlKey || pressed.metaKey) && form.requestSubmit());
    this.file.addEventListener("change", () => this.named());
    form.querySelector("[data-forget]").addEventListener("click", () => this.forget());
    for (const kind of ["dragenter", "dragover"]) form.addEventListener(kind, (dragged) => this.over(dragged));
    for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("over"));
    form.addEventListener("drop", (dropped) => this.drop(dropped));
    this.named();
  }

  over(dragged) {
    if (![...dragged.dataTransfer.types].includes("Files")) return;
    dragged.preventDefault();
    this.form.classList.add("over");
  }

  drop(dropped) {
    if (!dropped.dataTransfer.files.length) return;
    dropped.preventDefault();
    const [first] = dropped.dataTransfer.files;
    if (!KINDS.test(first.name)) return this.complain(`“${first.name}” cannot be read: give a text, Markdown or HTML file.`);
    const one = new DataTransfer();
    one.items.add(first);
    this.file.files = one.files;
    this.named();
  }

  named() {
    const [file] = this.file.files;
    const shown = this.form.querySelector("[data-file]");
    shown.hidden = !file;
    shown.querySelector("output").textContent = file ? file.name : "";
    if (file) this.complain("");
  }

  forget() {
    this.file.value = "";
    this.named();
    this.file.focus();
  }

  complain(words) {
    const place = this.form.querySelector("[data-error]");
    place.textContent = words;
    place.hidden = !words;
    if (words) (this.file.files.length ? this.file : this.text).focus();
  }

  busy(is) {
    this.button.disabled = is;
    this.form.setAttribute("aria-busy", String(is));
    this.form.querySelector("[data-progress]").hidden = !is;
  }

  async send() {
    if (!this.text.value.trim() && !this.file.files.length) return this.complain("Paste an article or choose a file first.");
    this.complain("");
    this.busy(true);
    try {
      const body = new FormData(this.form);
      if (this.file.files.length) body.delete("text"); // the file was the last choice
      const response = await fetch(this.form.action, { method: "POST", body });
      if (response.ok && response.url.includes("/jobs/")) return await this.wait(response.url);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      throw new Error(page.querySelector("[data-error]")?.textContent.trim() || "This could not be read.");
    } catch (error) {
      this.busy(false);
      this.complain(error instanceof TypeError ? "The service did not answer. Your text is still here: try again." : error.message);
    }
  }

  // Goes straight to the article's page when it is read; to the job's own page where a decision is needed.
  async wait(address) {
    const bar = this.form.querySelector("progress");
    const step = this.form.querySelector("[data-step]");
    const job = await follow(address, (state) => {
      bar.value = state.progress;
      step.textContent = state.step;
    });
    if (job.state === "done") location.assign(job.address);
    else if (job.can_read_anyway) location.assign(address);
    else throw new Error(job.message || "This could not be read.");
  }
}

for (const form of document.querySelectorAll("form[data-read]")) new ReadBox(form);
