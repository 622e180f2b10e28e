import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { fingerprint } from "../../src/measure/fingerprint.ts";
import { measure } from "../../src/measure/measure.ts";
import { buildReport, serializeReport } from "../../src/report/report.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { run } from "../../src/simulation/run.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** The project's scenarios, some cut short: what makes runs differ shows within moments. */
const cases: readonly [name: string, overrides: readonly string[]][] = [
  ["quickstart", []],
  ["partition", ["duration=35 s"]],
  ["stamps-delta", ["duration=3 s"]],
  ["thirteen-regions", ["duration=0.8 s", "stop="]],
  [
    "ocean-loss",
    [
      "duration=3 s",
      "workload=[{ use: cockroach-2.1 }]",
      "faults=[{ at: 1 s, for: 1 s, degrade: { between: [1, europe], latency: x2, rate: 5 Mbit/s } }]",
    ],
  ],
  ["thin-links", ["duration=2 s", "stop="]],
  ["reference/in-phase-9", ["duration=3 s", "network.transport={ kind: grpc-tls, compression: snappy }"]],
];

function load(name: string, overrides: readonly string[]): Scenario {
  const file = join(root, "scenarios", `${name}.yaml`);
  return parseScenario({
    file,
    text: readFileSync(file, "utf8"),
    read: (path) => readFileSync(path, "utf8"),
    overrides,
  });
}

function report(scenario: Scenario, seed: number, wire: "counted" | "encoded"): { text: string; fingerprint: string } {
  const measured = measure(scenario);
  run(scenario, { seed, probes: measured.probes, wire });
  const taken = { fingerprint: measured.fingerprint(), course: measured.course() };
  const one = { seed, ...taken, measurements: measured.measurements() };
  return { text: serializeReport(buildReport(scenario, [one])), fingerprint: one.fingerprint };
}

it.each(cases)(
  "%s gives the same report, to the byte, whether messages are counted or really encoded",
  (name, overrides) => {
    const scenario = load(name, overrides);
    expect(report(scenario, 1, "encoded").text).toBe(report(scenario, 1, "counted").text);
  },
);

it.each(cases)("%s takes the same course whether it is measured or not", (name, overrides) => {
  const scenario = load(name, overrides);
  const alone = fingerprint();
  run(scenario, { seed: 1, probes: [alone] });
  expect(alone.digest()).toBe(report(scenario, 1, "counted").fingerprint);
});

it("gives the recorded fingerprints, on whatever machine and version of Node.js this runs", async () => {
  const lines = cases.flatMap(([name, overrides]) =>
    [1, 2].map(
      (seed) =>
        `${name} ${overrides.join(" ")} seed ${seed}: ${report(load(name, overrides), seed, "counted").fingerprint}`,
    ),
  );
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("fingerprints.txt");
});

it("tells seeds apart", () => {
  const scenario = load("quickstart", []);
  expect(report(scenario, 1, "counted").fingerprint).not.toBe(report(scenario, 2, "counted").fingerprint);
});
