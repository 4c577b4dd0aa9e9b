// Events from the service, and what it answers when something is wrong.

import { fromIso } from "./days.js";
import { settled } from "./minutes.js";
import { sorted } from "./view.js";

class Refused extends Error {
  constructor(message, status, problem) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

const UNREACHABLE = "The service did not answer. Try again in a moment.";

async function answer(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(UNREACHABLE, 0, {});
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(body.detail || body.title || UNREACHABLE, response.status, body);
  return body;
}

export const ask = (address, signal) => answer(address, { signal });

export function tell(address, body) {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  return answer(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body),
  });
}

// A GeoJSON feature as the views use it: its properties, its point, its ends as day numbers.
export function event(feature) {
  const { properties, geometry } = feature;
  const [read] = settled([{
    ...properties,
    id: String(feature.id ?? properties.id),
    point: geometry ? [geometry.coordinates[1], geometry.coordinates[0]] : null,
    first: fromIso(properties.start),
    last: fromIso(properties.end),
    exact: properties.place_kind === "city" || properties.place_kind === "point",
    marks: properties.marks ?? [],
  }]);
  return read;
}

export async function events(address, query, signal) {
  query.set("fields", "page");
  const collection = await ask(`${address}?${query}`, signal);
  return sorted(collection.features.map(event));
}
