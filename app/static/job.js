// How far a reading is, asked for until it ends.

import { ask } from "./source.js";

const ENDED = ["done", "failed"];
const PAUSES = [150, 150, 250, 250, 400];

export async function follow(address, show) {
  for (let asked = 0; ; asked += 1) {
    const job = await ask(`${address.replace(/[?#].*$/, "")}.json`);
    show(job);
    if (ENDED.includes(job.state)) return job;
    await new Promise((wake) => setTimeout(wake, PAUSES[asked] ?? 700));
  }
}

async function watch(page) {
  const bar = page.querySelector("progress");
  const job = await follow(location.pathname, (state) => {
    bar.value = state.progress;
    page.querySelector("[data-step]").textContent = state.step;
  });
  if (job.state === "done") location.replace(job.address);
  else location.reload();
}

const page = document.querySelector("[data-job=waiting], [data-job=reading]");
if (page) watch(page);
