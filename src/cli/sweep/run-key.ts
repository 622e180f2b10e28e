import { createHash } from "node:crypto";
import { writeJson } from "../../report/json.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { engineVersion } from "./engine-version.ts";

/** Gives the key of a scenario's run with a seed: what has the same key has the same result. */
export function runKeys(scenario: Scenario): (seed: number) => string {
  // What a scenario is called, promises and tolerates decides nothing.
  const { name, description, seeds, expect, tolerances, ...settings } = scenario;
  const whole = createHash("sha256").update(`${engineVersion()}\n`).update(writeJson(settings));
  return (seed) => whole.copy().update(`seed ${seed}\n`).digest("hex").slice(0, 32);
}
