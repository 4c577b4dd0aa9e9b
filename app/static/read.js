// The box that takes articles: pasted, chosen, dropped or by their address; errors stay in place and so does what was given.

import { follow } from "./job.js";
import { number } from "./dom.js";

const MOST = 50;
const SHOWN = 3;
const ADDRESS = /^https?:\/\/\S+$/i;
const NOWHERE = "The service did not answer. What you gave is still here: try again.";

class ReadBox {
  constructor(form) {
    Object.assign(this, { form, file: form.elements.file, text: form.elements.text, address: form.elements.address });
    this.button = form.querySelector("[type=submit]");
    this.kinds = this.file.accept.split(",").filter((kind) => kind.startsWith("."));
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

  // What is dropped goes beside what was chosen before.
  drop(dropped) {
    const given = [...dropped.dataTransfer.files];
    if (!given.length) return;
    dropped.preventDefault();
    const kept = new DataTransfer();
    for (const file of [...this.file.files, ...given]) kept.items.add(file);
    const wrong = this.wrong([...kept.files]);
    if (wrong) return this.complain(wrong);
    this.file.files = kept.files;
    this.named();
  }

  // Why these files cannot be taken, before a byte of them is sent.
  wrong(files) {
    const most = Number(this.form.dataset.most);
    const odd = files.find(({ name }) => !this.kinds.some((kind) => name.toLowerCase().endsWith(kind)));
    const large = files.find(({ size }) => size > most * 1e6);
    if (odd) return `“${odd.name}” cannot be read. Text, Markdown, HTML, PDF, Word (.docx), OpenDocument (.odt), RTF, EPUB and e-mail (.eml) can.`;
    if (large) return `“${large.name}” is larger than ${most} MB, the most that is taken in here.`;
    return files.length > MOST ? `At most ${MOST} files are read at a time; these are ${number(files.length)}.` : "";
  }

  named() {
    const names = [...this.file.files].map(({ name }) => name);
    const shown = this.form.querySelector("[data-file]");
    const more = names.length > SHOWN ? `, and ${names.length - SHOWN + 1} more` : "";
    shown.hidden = !names.length;
    shown.querySelector("output").textContent = (more ? names.slice(0, SHOWN - 1) : names).join(", ") + more;
    shown.querySelector("button").setAttribute("aria-label", names.length > 1 ? "Do without these files" : "Do without this file");
    this.button.textContent = names.length > 1 ? `Read the ${names.length} articles` : "Read the article";
    this.form.querySelector("[data-titled]").textContent = names.length > 1 ? "of all together" : "if it has none";
    this.form.querySelector("[data-dated]").textContent = names.length > 1 ? "all on one day" : "if you know";
    if (names.length) this.complain("");
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
    if (words) (this.file.files.length ? this.file : this.address.value.trim() ? this.address : this.text).focus();
  }

  busy(is) {
    this.button.disabled = is;
    this.form.setAttribute("aria-busy", String(is));
    this.form.querySelector("[data-progress]").hidden = !is;
  }

  tell(share, words) {
    this.form.querySelector("progress").value = share;
    this.form.querySelector("[data-step]").textContent = words;
  }

  async send() {
    const files = [...this.file.files];
    if (!this.text.value.trim() && !files.length && !this.address.value.trim()) {
      return this.complain("Paste an article, choose files or give an address first.");
    }
    const wrong = this.wrong(files);
    if (wrong) return this.complain(wrong);
    if (files.length > 1 && this.address.value.trim()) return this.complain("Several files do not come from one address. Leave the address out.");
    this.complain("");
    this.tell(0, ADDRESS.test(this.text.value.trim()) || !(this.text.value.trim() || files.length) ? "Fetching …" : "Sending …");
    this.busy(true);
    try {
      await this.wait(files.length > 1 ? await this.each(files) : await this.one(new FormData(this.form), files[0]));
    } catch (error) {
      this.busy(false);
      this.complain(error instanceof TypeError ? NOWHERE : error.message);
    }
  }

  // Files go one by one: each may be as large as one alone, and the first names the reading that the others belong to.
  async each(files) {
    let address = "";
    for (const [index, file] of files.entries()) {
      this.tell(index / files.length, `Sending ${index + 1} of ${files.length}: ${file.name}`);
      const body = new FormData(this.form);
      if (address) body.set("with", address.split("/").at(-1));
      else body.set("more", String(files.length - 1));
      const job = await this.one(body, file);
      address ||= job;
    }
    return address;
  }

  // Sends one source; the address of its job.
  async one(body, file) {
    if (file) {
      body.set("file", file);
      body.delete("text"); // the file was the last choice
    }
    const response = await fetch(this.form.action, { method: "POST", body });
    if (response.ok && response.url.includes("/jobs/")) return response.url;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    throw new Error(page.querySelector("[data-error]")?.textContent.trim() || "This could not be read.");
  }

  // Goes straight to the map when all is read; to the job's own page where something is to be seen or decided there.
  async wait(address) {
    const job = await follow(address, ({ progress, step }) => this.tell(progress, step || "Waiting for its turn"));
    const failed = job.jobs.some(({ state }) => state === "failed");
    if (job.state === "done" && !failed) location.assign(job.address);
    else if (job.can_read_anyway || job.jobs.length > 1) location.assign(address);
    else throw new Error(job.message || "This could not be read.");
  }
}

for (const form of document.querySelectorAll("form[data-read]")) new ReadBox(form);
