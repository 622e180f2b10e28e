import { appendFileSync, writeFileSync } from "node:fs";
import { it } from "vitest";
import { printTrace } from "./print-trace.ts";
import { runSeed } from "./run-world.ts";
import { generate, toYaml } from "./world.ts";

/** SWARM_SHOW: a file for the world, and with SWARM_TRACE for all that happens in it. */
const { SWARM_FROM = "1", SWARM_WORLDS = "200", SWARM_SHOW = "", SWARM_TRACE = "" } = process.env;

/** One half of the worlds that were asked for; a file each, so that the halves run side by side. */
export function worlds(half: 0 | 1): void {
  const from = Number(SWARM_FROM);
  const seeds = Array.from({ length: Number(SWARM_WORLDS) }, (_, index) => from + index);
  const own = seeds.filter((seed) => seed % 2 === half);
  it.skipIf(own.length === 0).for(own.length === 0 ? [0] : own)(
    "world %i keeps every invariant and converges",
    (seed) => {
      if (SWARM_SHOW !== "") writeFileSync(SWARM_SHOW, toYaml(generate(seed)));
      runSeed(seed, SWARM_TRACE === "" ? [] : [printTrace((line) => appendFileSync(SWARM_SHOW, `${line}\n`))]);
    },
  );
}
