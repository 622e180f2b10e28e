import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attribute } from "../../src/report/attribution.ts";
import { type Change, type Comparison, compareRecords } from "../../src/report/comparison.ts";
import { attributionInWords } from "../../src/report/comparison-text.ts";
import { markdownTable } from "../../src/report/markdown-table.ts";
import type { Recorded } from "../../src/report/record.ts";
import { type ProgramChange, programChanges } from "./changes.ts";
import { Workshop } from "./program.ts";

/** Sixteen nodes with few connections each, so that there are distant ones. */
const scenario = `name: sensitivity
duration: 6 s
cluster: { nodes: 16, join: line, start: { within: 0 s } }
protocol: { minPeers: 1, peersRoot: 10 }
network: { sites: { latency: 1 ms }, jitter: { kind: lognormal, sigma: 0.1 } }
workload: [{ use: cockroach-2.1 }]
`;
const seeds = Array.from({ length: 100 }, (_, index) => index + 1);

let workshop: Workshop;
let original: Recorded[];
/** What came of each change. */
const results = new Map<string, Result>();

interface Result {
  /** For how many seeds a check ends with "changed". */
  readonly caught: number;
  /** For how many the component that was changed moved, and as it should. */
  readonly moved: number;
  /** For how many it is named first in its area. */
  readonly named: number;
  /** Of all seeds together. */
  readonly whole: Comparison;
}

beforeAll(async () => {
  workshop = new Workshop();
  original = (await workshop.program(null))(scenario, seeds);
}, 120_000);

afterAll(() => workshop.close(), 60_000);

describe("of a hundred seeds each", () => {
  it("an unchanged program is never taken for a changed one", async () => {
    const again = (await workshop.program(null))(scenario, seeds);
    expect(original.map((before, index) => compareRecords(before, again[index]!).verdict)).toEqual(
      seeds.map(() => "same"),
    );
  });

  it.each(programChanges)("$name: caught each time, and named where it belongs", async (change) => {
    const changed = (await workshop.program(change))(scenario, seeds);
    const single = original.map((before, index) => compareRecords(before, changed[index]!));
    const whole = compareRecords(together(original), together(changed));
    const result: Result = {
      caught: single.filter(({ verdict }) => verdict === "changed").length,
      moved: single.filter(({ changes }) => changes.some((found) => isAsExpected(found, change))).length,
      named: single.filter((comparison) => names(comparison, change)).length,
      whole,
    };
    results.set(change.name, result);
    expect(result.caught).toBe(seeds.length);
    // What is in a message or around it shows with every seed; how a network grows has its ups and downs.
    if (change.area !== "overlay") expect(result.moved).toBe(seeds.length);
    const figure = whole.changes.find((found) => isAsExpected(found, change))!;
    expect(figure.interval![0] * figure.interval![1]).toBeGreaterThan(0);
  });

  it("one byte in each info is one byte for each info that was sent, with every seed", () => {
    const { changes } = results.get("one byte more in each info")!.whole;
    const { pairs } = changes.find(({ figure }) => figure.name === "bytes.infos")!;
    const sent = original.map(({ runs: [run] }) =>
      Object.entries(run!.figures).reduce(
        (sum, [name, count]) => sum + (name.startsWith("infos.sent.") ? count! : 0),
        0,
      ),
    );
    expect(pairs.map(({ before, after }) => after! - before!)).toEqual(sent);
  });

  it("docs/sensitivity.md says what was found", async () => {
    await expect(page()).toMatchFileSnapshot("../../docs/sensitivity.md");
  });
});

function isAsExpected({ figure, direction }: Change, expected: ProgramChange): boolean {
  return figure.name === expected.figure && direction === expected.direction;
}

/** Is the changed component the first of its area? */
function names(comparison: Comparison, { area, components }: ProgramChange): boolean {
  const [first] = attribute(comparison).find((found) => found.area === area)?.parts ?? [];
  return components.some((component) => first?.figure.name.startsWith(component));
}

function together(records: readonly Recorded[]): Recorded {
  return { ...records[0]!, runs: records.flatMap(({ runs }) => runs) };
}

function page(): string {
  const rows = programChanges.map((change) => {
    const { caught, moved, named, whole } = results.get(change.name)!;
    const { parts, ...area } = attribute(whole).find(({ area }) => area === change.area)!;
    const shown = parts.filter((part, index) => index < 2 || isAsExpected(part, change));
    const said = attributionInWords({ ...area, parts: shown });
    return [change.name, `\`${change.figure}\``, `${caught}`, `${moved}`, `${named}`, said];
  });
  return `# What a check notices

\`npm test\` makes small changes to the built program, each of which somebody could really make, runs a scenario of sixteen nodes with
${seeds.length} seeds before and after, and compares seed by seed as \`gossipsim check\` does (\`test/sensitivity\`). Of so many seeds, "caught"
were reported as changed, in "moved" the figure that the change has to move went the way it has to, and in "named" its component is named first of its area. The last column is what a check of all seeds together says of that area: means of the paired differences with
their 95 % confidence intervals.

${markdownTable("llrrrl", ["change", "has to move", "caught", "moved", "named", "said"], [...rows, ["none", "", "0", "0", "0", ""]])}
`;
}
