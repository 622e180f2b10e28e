import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";
import { readWithSweep } from "../../src/scenario/study.ts";
import { run } from "../../src/simulation/run.ts";
import { repository } from "../cli/support.ts";
import { mutations } from "./mutations.ts";

// Ten thousand mistakes have ten thousand stack traces, which nobody reads.
Error.stackTraceLimit = 1;

const names = (folder: string) =>
  readdirSync(join(repository, folder))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => `${folder}/${file}`);
const files = ["templates", "scenarios", "scenarios/reference", "scenarios/studies"].flatMap(names).map((file) => ({
  file,
  // Comments would only take time.
  text: readFileSync(join(repository, file), "utf8").replace(/^#.*\n|\s+#.*$/gm, ""),
}));

const cache = new Map<string, string>();
const read = (path: string) => {
  const text = cache.get(path) ?? readFileSync(join(repository, path), "utf8");
  cache.set(path, text);
  return text;
};

/** With its place, in one line that a terminal can show. */
const message = /^(?:templates|scenarios)\/[\w/.-]+:\d+:\d+: [^\p{Cc}\u2028\u2029]+$/u;

/** Kept for the second test. */
const small: { readonly scenario: Scenario; readonly text: string }[] = [];

test("10,000 mutated files: each is a scenario or gives one line with a place", () => {
  let refused = 0;
  const seen = new Set<string>();
  for (const { file, text } of mutations(files, 10_000, "fuzz")) {
    const before = performance.now();
    try {
      const { scenario, study } = readWithSweep({ file, text, read });
      for (const point of study === null ? [] : [0, study.sweep.points.length - 1]) study!.scenarioAt(point);
      if (scenario.cluster.nodes.length <= 40 && small.length < 300) small.push({ scenario, text });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw new Error(`a defect with:\n${text}`, { cause: error });
      if (!message.test(error.message)) expect.fail(`${error.message}\nis the message for:\n${text}`);
      seen.add(error.message.replace(/^.*?:\d+:\d+: /, "").replace(/"(?:[^"\\]|\\.)*"|\d+/g, "…"));
      refused++;
    }
    if (performance.now() - before > 3000) expect.fail(`takes too long:\n${text}`);
  }
  expect(refused).toBeGreaterThan(4000);
  expect(seen.size).toBeGreaterThan(200);
}, 180_000);

test("those that are small run, for a moment, without a defect", () => {
  expect(small.length).toBe(300);
  const moment = 300_000_000;
  for (const { scenario, text } of small) {
    try {
      run({ ...scenario, duration: Math.min(scenario.duration, moment) }, { seed: scenario.seeds[0]!, probes: [] });
    } catch (error) {
      throw new Error(`a defect with:\n${text}`, { cause: error });
    }
  }
});
