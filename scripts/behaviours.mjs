// Writes docs/known-behaviours.md from runs of all that scripts/behaviours describes; needs a built dist/. Takes a quarter of an hour.
//
//   npm run behaviours

import { renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { behaviours } from "./behaviours/catalogue.mjs";
import { observeTogether, scenarioOf, seedsOf } from "./behaviours/observe.mjs";
import { cell, render, sizes } from "./behaviours/page.mjs";

const target = fileURLToPath(new URL("../docs/known-behaviours.md", import.meta.url));
const workerCount = 2;

if (isMainThread) await writePage();
else await serve();

async function writePage() {
  const results = await observeAll(jobsOf(await loadSimulator()));
  const figuresOf = (behaviour) => (nodes, seed) =>
    Object.fromEntries(
      behaviour.settings.map(({ name }) => [name, results.get(`${behaviour.number} ${name} ${nodes} ${seed}`)]),
    );
  const page = render(behaviours, (behaviour, row, nodes) => cell(row, nodes, figuresOf(behaviour)));
  // Whole or not at all.
  writeFileSync(`${target}.part`, page);
  renameSync(`${target}.part`, target);
}

async function loadSimulator() {
  const [{ parseScenario }, { run }, { measure }] = await Promise.all([
    import("../dist/scenario/parse.js"),
    import("../dist/simulation/run.js"),
    import("../dist/measure/measure.js"),
  ]);
  return { parseScenario, run, measure };
}

/** Large clusters first, since they take longest. Several behaviours are watched in one run where their scenarios say the same. */
function jobsOf(simulator) {
  const jobs = new Map();
  for (const nodes of sizes.toReversed()) {
    for (const { number, settings } of behaviours) {
      for (const setting of settings) {
        const scenario = { ...scenarioOf(simulator, setting, nodes), name: "", description: "" };
        for (const seed of seedsOf(nodes)) {
          const key = `${seed} ${JSON.stringify(scenario, (_, value) => (value === Number.POSITIVE_INFINITY ? "Infinity" : value))}`;
          if (!jobs.has(key)) jobs.set(key, { nodes, seed, watched: [] });
          jobs.get(key).watched.push({ number, name: setting.name });
        }
      }
    }
  }
  return [...jobs.values()];
}

/** Has the workers do all jobs; gives the figures by number, name of the setting, nodes and seed. */
function observeAll(jobs) {
  const results = new Map();
  let next = 0;
  let done = 0;
  return new Promise((resolve, reject) => {
    for (let index = 0; index < workerCount; index++) {
      const worker = new Worker(fileURLToPath(import.meta.url));
      const give = () => {
        if (next < jobs.length) worker.postMessage(jobs[next++]);
        else worker.unref();
      };
      worker.on("error", reject);
      worker.on("message", ({ nodes, seed, watched, figures }) => {
        for (const [place, { number, name }] of watched.entries()) {
          results.set(`${number} ${name} ${nodes} ${seed}`, figures[place]);
        }
        const names = watched.map(({ number, name }) => `E${number} ${name}`).join(", ");
        process.stderr.write(`${++done}/${jobs.length}: ${nodes} nodes, seed ${seed}: ${names}\n`);
        if (done === jobs.length) resolve(results);
        give();
      });
      give();
    }
  });
}

async function serve() {
  const simulator = await loadSimulator();
  parentPort.on("message", (job) => {
    const watched = job.watched.map(({ number, name }) => {
      const behaviour = behaviours.find((one) => one.number === number);
      return { behaviour, setting: behaviour.settings.find((one) => one.name === name) };
    });
    const scenario = scenarioOf(simulator, watched[0].setting, job.nodes);
    const figures = observeTogether(
      simulator,
      watched.map(({ behaviour }) => behaviour),
      scenario,
      job.seed,
    );
    parentPort.postMessage({ ...job, figures });
  });
}
