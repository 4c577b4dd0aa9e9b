// The dialog with the code for other pages; a private collection is first offered to be published.

const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox";

const LOCAL = /^(file:|https?:\/\/(localhost|127\.[\d.]+|\[::1\])([:/]|$))/;

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function embedCode(address, title, height) {
  return `<iframe src="${escape(address)}" title="${escape(title)}" loading="lazy" referrerpolicy="strict-origin-when-cross-origin" sandbox="${SANDBOX}" style="width:100%;border:0" height="${height}"></iframe>`;
}

export class Share {
  constructor(dialog, view, manage, { title, embed, publicUrl }) {
    Object.assign(this, { dialog, view, manage, title, embed, publicUrl });
    this.code = dialog.querySelector("[name=code]");
    this.height = dialog.querySelector("[name=height]");
    this.height.addEventListener("input", () => this.write());
    dialog.querySelector("[data-copy]").addEventListener("click", () => this.copy());
    dialog.querySelector("[data-publish]")?.addEventListener("click", () => this.open());
    for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (clicked) => clicked.target === dialog && dialog.close());
  }

  show() {
    this.write();
    this.said();
    this.dialog.showModal();
  }

  get address() {
    const query = this.view.query().toString();
    return new URL(this.embed, this.publicUrl || location.href).href + (query ? `?${query}` : "");
  }

  write() {
    const isPrivate = this.manage.visibility === "private";
    this.dialog.querySelector("[data-private]").hidden = !isPrivate;
    this.dialog.querySelector("[data-public]").hidden = isPrivate;
    this.dialog.querySelector("[data-local]").hidden = isPrivate || !LOCAL.test(this.address);
    this.code.value = embedCode(this.address, this.title, Math.max(240, Number(this.height.value) || 640));
  }

  said(words = "", wrong = false) {
    const place = this.dialog.querySelector("[data-said]");
    place.textContent = words;
    place.classList.toggle("wrong", wrong);
  }

  async open() {
    try {
      await this.manage.turn("public");
      this.write();
      this.said("Published: everybody who can reach this service may see it now.");
      this.code.focus();
    } catch (error) {
      this.said(error.message, true);
    }
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.code.value);
    } catch {
      this.code.select(); // no clipboard without a secure origin
      document.execCommand("copy");
    }
    this.said("Copied.");
  }
}

