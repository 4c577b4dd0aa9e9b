// One line that says what happened, for eyes and for screen readers, with one thing to do about it.

import { make } from "./dom.js";

const SECONDS = 12;
let timer = 0;

function region() {
  const known = document.getElementById("notice");
  if (known) return known;
  const made = make("div", { id: "notice", class: "notice", role: "status", "aria-live": "polite" });
  document.body.append(made);
  return made;
}

export function notice(words, action = null) {
  const place = region();
  clearTimeout(timer);
  const close = () => place.replaceChildren();
  const button = action && make("button", { type: "button", class: "plain", onclick: () => (close(), action.run()) }, action.name);
  place.replaceChildren(make("p", {}, words), ...(button ? [button] : []), make("button", { type: "button", class: "plain", "aria-label": "Close", onclick: close }, "×"));
  timer = setTimeout(() => place.contains(document.activeElement) || place.matches(":hover") || close(), SECONDS * 1000);
}
