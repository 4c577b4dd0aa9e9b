// How far a reading is, asked for until it ends.

import { ask } from "./source.js";

const ENDED = ["done", "failed"];
const PAUSES = [150, 150, 250, 250, 400];
const PATIENCE = 2000;

const pause = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

// A service that does not answer for a while loses nothing: the job goes on after its restart, and so does this.
export async function follow(address, show) {
  let job = { progress: 0 };
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

async function watch(page) {
  const bar = page.querySelector("progress");
  const step = page.querySelector("[data-step]");
  try {
    const job = await follow(location.pathname, (state) => {
      bar.value = state.progress;
      step.textContent = state.step;
    });
    if (job.state === "done") location.replace(job.address);
    else location.reload();
  } catch (error) {
    step.textContent = error.message;
  }
}

const page = document.querySelector("[data-job=waiting], [data-job=reading]");
if (page) watch(page);
