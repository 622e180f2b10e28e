import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** Runs all seeds of all cases on two threads; the results by case, in order of seeds. `load` gives a case's scenario. */
export async function runCases(cases, load, recording) {
  const jobs = cases.flatMap((one) => {
    const scenario = load(one);
    return Array.from({ length: one.seeds }, (_, index) => ({ ...one, scenario, seed: index + 1, recording }));
  });
  const results = Object.fromEntries(cases.map(({ id, seeds }) => [id, new Array(seeds)]));
  const total = jobs.length;
  let done = 0;
  const serve = async () => {
    const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
      // Messages die young, but not within the default's few mebibytes.
      resourceLimits: { maxYoungGenerationSizeMb: 96 },
    });
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      results[job.id][job.seed - 1] = await answer(worker, job);
      if (process.stderr.isTTY)
        process.stderr.write(`\r${++done} of ${total} runs, last: ${job.id}, seed ${job.seed}   `);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, serve));
  process.stderr.write("\n");
  return results;
}

async function answer(worker, job) {
  worker.postMessage(job);
  const [result] = await once(worker, "message");
  return result;
}
