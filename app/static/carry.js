// What the views show as a file, made on the page: the same properties and cells as the service's exports (events/exports.py).

import { plural } from "./dom.js";
import { notice } from "./notice.js";
import { sift } from "./sieve.js";
import { event } from "./source.js";
import { View } from "./view.js";

const { events, names } = window.published;

const FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/; // spreadsheets take a cell that begins so for a formula
const DATE = /^[-+0-9XYTZ:.~?%/]*$/;
const DATES = ["start", "end", "time_start", "time_end", "zone", "edtf", "published"];

const only = (properties, names) => Object.fromEntries(names.map((name) => [name, properties[name] ?? null]));

function geojson({ features, ...about }, names) {
  delete about.bbox; // of all events
  const shown = features.map((feature) => ({ ...feature, properties: only(feature.properties, names) }));
  return `${JSON.stringify({ ...about, features: shown })}\n`;
}

// A date of ours holds no letter that a formula needs, and begins with a sign before 1 BC.
function cell(name, value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "object") return JSON.stringify(value);
  if (typeof value !== "string") return String(value);
  return FORMULA.test(value) && !(DATES.includes(name) && DATE.test(value)) ? `'${value}` : value;
}

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// RFC 4180: a header even without rows, CRLF.
function csv({ features }, names) {
  const columns = [...names, "longitude", "latitude"];
  const rows = features.map(({ properties, geometry }) => {
    const [longitude, latitude] = geometry?.coordinates ?? [];
    const all = { ...properties, longitude, latitude };
    return columns.map((name) => quoted(cell(name, all[name])));
  });
  return [columns, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

const FORMATS = { geojson: ["application/geo+json", geojson], csv: ["text/csv;charset=utf-8", csv] };

function save(name, media, text) {
  const address = URL.createObjectURL(new Blob([text], { type: media }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// With a filter set, a link to the file of all events gives one of those that the filters leave, and says so.
function carry(link) {
  link.addEventListener("click", (clicked) => {
    const view = new View(location.search);
    if (!view.filtered) return;
    clicked.preventDefault();
    try {
      const ids = new Set(sift(events.features.map(event), view.query()).map(({ id }) => id));
      const features = events.features.filter(({ id }) => ids.has(String(id)));
      const [media, write] = FORMATS[link.dataset.carry];
      save(link.download, media, write({ ...events, features }, names));
      notice(`The file holds the ${plural(features.length, "event", "events")} shown here.`);
    } catch (error) {
      notice(error.message);
    }
  });
}

for (const link of document.querySelectorAll("a[data-carry]")) carry(link);
