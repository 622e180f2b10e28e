// Writes docs/known-behaviours.md from runs of all that scripts/behaviours describes; needs a built dist/. Takes a quarter of an hour.
//
//   npm run behaviours

import { renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { behaviours } from "./behaviours/catalogue.mjs";
import { observe, seedsOf } from "./behaviours/observe.mjs";
import { cell, render, sizes } from "./behaviours/page.mjs";

const target = fileURLToPath(new URL("../docs/known-behaviours.md", import.meta.url));
const workerCount = 2;

if (isMainThread) await writePage();
else await serve();

async function writePage() {
  const results = await observeAll();
  const figuresOf = (behaviour) => (nodes, seed) =>
    Object.fromEntries(
      behaviour.settings.map(({ name }) => [
        name,
        results.get(nameOf({ number: behaviour.number, name, nodes, seed })),
      ]),
    );
  const page = render(behaviours, (behaviour, row, nodes) => cell(row, nodes, figuresOf(behaviour)));
  // Whole or not at all.
  writeFileSync(`${target}.part`, page);
  renameSync(`${target}.part`, target);
}

/** Hands the runs to the workers, the long ones first. */
function observeAll() {
  const jobs = sizes
    .toReversed()
    .flatMap((nodes) =>
      behaviours.flatMap(({ number, settings }) =>
        settings.flatMap(({ name }) => seedsOf(nodes).map((seed) => ({ number, name, nodes, seed }))),
      ),
    );
  const results = new Map();
  let next = 0;
  return new Promise((resolve, reject) => {
    for (let index = 0; index < workerCount; index++) {
      const worker = new Worker(fileURLToPath(import.meta.url));
      const give = () => {
        if (next < jobs.length) worker.postMessage(jobs[next++]);
        else worker.unref();
      };
      worker.on("error", reject);
      worker.on("message", ({ job, figures }) => {
        results.set(nameOf(job), figures);
        process.stderr.write(
          `${results.size}/${jobs.length} E${job.number}, ${job.name}, ${job.nodes} nodes, seed ${job.seed}\n`,
        );
        if (results.size === jobs.length) resolve(results);
        give();
      });
      give();
    }
  });
}

/** Each setting of each behaviour at each size with each seed is one run. */
function nameOf({ number, name, nodes, seed }) {
  return `E${number} ${name} ${nodes} ${seed}`;
}

async function serve() {
  const [{ parseScenario }, { run }, { measure }] = await Promise.all([
    import("../dist/scenario/parse.js"),
    import("../dist/simulation/run.js"),
    import("../dist/measure/measure.js"),
  ]);
  parentPort.on("message", (job) => {
    const behaviour = behaviours.find(({ number }) => number === job.number);
    const setting = behaviour.settings.find(({ name }) => name === job.name);
    const figures = observe({ parseScenario, run, measure }, behaviour, setting, job.nodes, job.seed);
    parentPort.postMessage({ job, figures });
  });
}
