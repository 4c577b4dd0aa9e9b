// Events out of a published folder: answers what source.js asks a service, and stands in its place there (app/publishing).

import { sift } from "./sieve.js";
import { event as read } from "./source.js";
import { sorted } from "./view.js";

const { published } = window; // of the folder's own script: `events`, a FeatureCollection, and what else the page needs

export const event = read;

const all = published.events.features.map(read);

export async function events(address, query) {
  return sorted(sift(all, query));
}

// A file of data is a script that hands itself over: pages opened from disk may load those alone.
export function ask(address) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    script.addEventListener("load", () => resolve(published.arrived));
    script.addEventListener("error", () => reject(new Error("This part of the page could not be loaded.")));
    document.head.append(script);
  });
}

export async function tell() {
  throw new Error("A published page is only for reading.");
}
