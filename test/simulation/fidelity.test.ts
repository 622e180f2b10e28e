import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import recordings from "../../scenarios/reference/recordings.json" with { type: "json" };
import { recordedCases } from "../../scripts/fidelity/cases.mjs";
import { comparedCells } from "../../scripts/fidelity/cells.mjs";
import { recorder } from "../../scripts/fidelity/recorder.mjs";
import { comparedSections } from "../../scripts/fidelity/sections.mjs";
import { run } from "../../src/simulation/run.ts";
import { reference, root } from "./reference.ts";

/*
 * The small version of docs/fidelity.md. What fits there must fit here; what does not is explained there, and is not asked for. Whoever changes what
 * comes out makes the page anew: npm run fidelity.
 */

/** What the page says: by title of the section and name of the figure, the cells of its row. */
const page = tablesOf(readFileSync(join(root, "docs/fidelity.md"), "utf8"));

/** As on the page but for 27 nodes, of which a second costs much: but as many runs, as they join in one of two ways. */
const small: Readonly<Record<string, { readonly seeds: number; readonly window: number }>> = {
  "3": { seeds: 50, window: 60 },
  "9": { seeds: 50, window: 60 },
  "27": { seeds: 50, window: 8 },
  "9-staggered": { seeds: 50, window: 60 },
};

const results = Object.fromEntries(
  recordedCases.map((one) => {
    const { seeds, window } = small[one.id]!;
    const scenario = reference(one.file, `duration=${10 + window} s`);
    const runs = Array.from({ length: seeds }, (_, index) => {
      const watching = recorder({ nodes: one.nodes, from: 10e9, to: (10 + window) * 1e9 });
      run(scenario, { seed: index + 1, probes: [watching.probe] });
      return watching.figures();
    });
    return [one.id, runs];
  }),
);
const sections: readonly Section[] = comparedSections(recordings, results);

interface Section {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

interface Row {
  readonly name: string;
  readonly rule: string;
  /** Null: it was not recorded, or never came about. */
  readonly recorded: Spread | null;
  readonly simulated: Spread | null;
  readonly fits: boolean | null;
}

interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

describe.each(sections)("$title", ({ id, title, rows }) => {
  const said = page.get(title);
  const isShort = id === "steady 27";
  // A short window of few runs tells the bytes of a message, and nothing of what comes once a minute.
  const asked = rows.filter(({ rule, recorded }) => recorded !== null && (!isShort || rule === "1 %"));

  test("the page has all its figures", () => {
    expect([...(said?.keys() ?? [])]).toEqual(rows.map(({ name }) => name));
  });

  test.each(asked)("$name: fits if the page says so", (row) => {
    const verdict = said!.get(row.name)!.at(-1)!;
    const fitsThere = !verdict.startsWith("**");
    expect(row.simulated).not.toBeNull();
    if (!fitsThere) return;
    const { recorded, simulated, rule } = row;
    if (rule === "inside") {
      expect(simulated!.median).toBeGreaterThanOrEqual(recorded!.min);
      expect(simulated!.median).toBeLessThanOrEqual(recorded!.max);
    } else {
      expect(row.fits, comparedCells(row).join(" | ")).toBe(true);
    }
  });
});

/** Whatever the page says. */
describe("what was reached stays", () => {
  const all = sections.flatMap(({ id, rows }) => rows.map((row) => ({ id, row })));
  const failing = (of: (one: { id: string; row: Row }) => boolean) =>
    all.filter((one) => of(one) && one.row.fits === false).map(({ row }) => comparedCells(row).join(" | "));

  test("3 nodes: every figure of the steady state", () => {
    expect(all.filter(({ id }) => id.startsWith("steady 3")).length).toBeGreaterThanOrEqual(17);
    expect(failing(({ id }) => id.startsWith("steady 3"))).toEqual([]);
  });

  test("9 nodes, 8 edges: mean bytes within 1 %, messages and bytes per second within 2 %", () => {
    const asked = ["messages/s", "bytes/s", "infos received/s", "Response(delta)/s"];
    expect(
      failing(({ id, row }) => id === "steady 9, 8 edges" && (row.rule === "1 %" || asked.includes(row.name))),
    ).toEqual([]);
  });

  test("joining: time, refusals, messages, bytes and infos of 3 and 9 nodes", () => {
    const asked = [
      "ms to all node keys",
      "refused",
      "messages",
      "bytes",
      "infos sent",
      "fresh share, %",
      "edges when full",
      "most hops",
    ];
    expect(failing(({ id, row }) => ["joining 3", "joining 9"].includes(id) && asked.includes(row.name))).toEqual([]);
  });
});

describe("the page is fresh", () => {
  test.each(sections.filter(({ id }) => !id.endsWith(" 27")))("$title", ({ title, rows }) => {
    expect([...page.get(title)!.values()]).toEqual(rows.map(comparedCells));
  });
});

/** The tables of a page, by the heading above and the first cell of the row. */
function tablesOf(text: string): Map<string, Map<string, string[]>> {
  const tables = new Map<string, Map<string, string[]>>();
  let rows = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    if (line.startsWith("### ")) {
      rows = new Map();
      tables.set(line.slice("### ".length), rows);
    } else if (line.startsWith("| ") && !line.startsWith("| figure ") && !line.startsWith("| ---")) {
      const cells = line
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim());
      rows.set(cells[0]!, cells);
    }
  }
  return tables;
}
