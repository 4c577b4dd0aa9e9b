// How far a reading is, asked for until it ends.

import { ask } from "./source.js";

const ENDED = ["done", "failed"];
const PAUSES = [150, 150, 250, 250, 400];
const PATIENCE = 2000;

const pause = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

// A service that does not answer for a while loses nothing: the job goes on after its restart, and so does this.
export async function follow(address, show) {
  let job = { progress: 0, jobs: [] };
  for (let asked = 0; ; asked += 1) {
    try {
      job = await ask(`${address.replace(/[?#].*$/, "")}.json`);
      show(job);
      if (ENDED.includes(job.state)) return job;
      await pause(PAUSES[asked] ?? 700);
    } catch (error) {
      if (error.status >= 400 && error.status < 500) throw error;
      show({ ...job, step: "The service does not answer. Waiting for it …" });
      await pause(PATIENCE);
    }
  }
}

const WORDS = { waiting: "Waiting for its turn", done: "Read" };

function update(page, reading) {
  page.querySelector("progress").value = reading.progress;
  page.querySelector("[data-step]").textContent = reading.step || WORDS.waiting;
  for (const job of reading.jobs) {
    const row = page.querySelector(`[data-id="${job.id}"]`);
    if (!row) continue;
    row.dataset.state = job.state;
    row.querySelector("[data-words]").textContent = (job.state === "failed" ? job.message : WORDS[job.state] || job.step) || WORDS.waiting;
  }
}

// The page of a reading shows how it goes, and leads to the map by itself where nothing else is to be said.
async function watch(page) {
  try {
    const reading = await follow(location.pathname, (state) => update(page, state));
    if (reading.state === "done" && reading.jobs.every(({ state }) => state === "done")) location.replace(reading.address);
    else location.reload();
  } catch (error) {
    page.querySelector("[data-step]").textContent = error.message;
  }
}

const page = document.querySelector("[data-job=waiting], [data-job=reading]");
if (page) watch(page);
