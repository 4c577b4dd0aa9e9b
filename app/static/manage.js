// Who may see a collection, and its end: what an editor does to the whole of it.

import { tell } from "./source.js";

const WORDS = {
  private: ["Private", "Only those who may write here can see this collection.", "Publish it", "public"],
  public: ["Public", "Everybody who can reach this service can see this collection and embed it.", "Make it private", "private"],
};

export class Manage {
  constructor(root, { visibility, publish, delete: end, start }) {
    Object.assign(this, { root, visibility, publish, end, start, asked: false });
    if (!root) return;
    root.querySelector("[data-turn]").addEventListener("click", () => this.tried(() => this.turn(WORDS[this.visibility][3])));
    root.querySelector("[data-delete]").addEventListener("click", () => this.tried(() => this.remove()));
    root.addEventListener("keydown", (pressed) => pressed.key === "Escape" && (root.open = false));
    root.addEventListener("toggle", () => this.show());
    this.show();
  }

  show() {
    if (!this.root) return;
    const [word, meaning, turn] = WORDS[this.visibility];
    this.asked = false;
    this.root.querySelector("[data-word]").textContent = word;
    this.root.querySelector("[data-meaning]").textContent = meaning;
    this.root.querySelector("[data-turn]").textContent = turn;
    this.root.querySelector("[data-delete]").textContent = "Delete it";
    this.said("");
  }

  said(words) {
    this.root.querySelector("[data-said]").textContent = words;
  }

  async turn(visibility) {
    await tell(this.publish, { visibility });
    this.visibility = visibility;
    this.show();
  }

  // Asks once more: nothing brings a deleted collection back.
  async remove() {
    if (!this.asked) {
      this.asked = true;
      this.root.querySelector("[data-delete]").textContent = "Delete for ever";
      return this.said("Its articles, events and corrections will be gone.");
    }
    await tell(this.end, {});
    location.assign(this.start);
  }

  async tried(action) {
    try {
      await action();
    } catch (error) {
      this.said(error.message);
    }
  }
}
