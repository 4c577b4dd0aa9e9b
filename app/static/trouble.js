// What could not be loaded, said on the map, with a way to try again.

export class Trouble {
  constructor(root) {
    Object.assign(this, { root, open: new Map(), button: root.querySelector("button") });
    this.button.addEventListener("click", () => this.retry());
  }

  // `again` is null where trying again would change nothing.
  tell(name, words, again = null) {
    this.open.set(name, { words, again });
    this.show();
  }

  settle(name) {
    this.open.delete(name);
    this.show();
  }

  retry() {
    for (const { again } of [...this.open.values()]) again?.();
  }

  show() {
    const troubles = [...this.open.values()];
    const focused = this.root.contains(document.activeElement);
    this.root.querySelector("span").textContent = [...new Set(troubles.map(({ words }) => words))].join(" ");
    this.button.hidden = !troubles.some(({ again }) => again);
    this.root.hidden = !troubles.length;
    if (focused && this.root.hidden) document.querySelector("#timeline")?.focus({ preventScroll: true });
  }
}
