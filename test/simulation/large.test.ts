import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { measure } from "../../src/measure/measure.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { run } from "../../src/simulation/run.ts";

const file = fileURLToPath(new URL("../../scenarios/ten-thousand.yaml", import.meta.url));

function measured(overrides: readonly string[]) {
  const text = readFileSync(file, "utf8");
  const read = (path: string) => readFileSync(path, "utf8");
  const scenario = parseScenario({ file, text, read, overrides });
  const { probes, measurements } = measure(scenario);
  run(scenario, { seed: 1, probes });
  return measurements();
}

test("two infos reach each of two thousand nodes that know three others each, and nobody becomes a member", () => {
  const { dissemination, connections, membership, bytes } = measured(["cluster.nodes=2000"]);
  expect([dissemination.published, dissemination.complete]).toEqual([2, 2]);
  const { diameter, degrees } = connections.overlay;
  expect(diameter).not.toBeNull();
  expect(Math.min(...degrees)).toBeGreaterThan(0);
  // Nobody knows anybody by name: nothing is published that could tell.
  expect(bytes.infosByKey.map(({ key }) => key).sort()).toEqual(["news", "sentinel"]);
  expect(membership).toEqual({ time: null, complete: false, changes: [], series: [] });
  expect(bytes.coldStart).toBeNull();
});
