import type { CheckedScenario } from "../../src/report/checked.ts";
import { compareRecords } from "../../src/report/comparison.ts";
import { partingInWords } from "../../src/report/comparison-text.ts";
import type { Recorded, RecordedRun } from "../../src/report/record.ts";
import { makeRecord, makeRun } from "./make-records.ts";

type Figures = RecordedRun["figures"];
type Tolerances = Parameters<typeof compareRecords>[2];

/** The cases that every reporter has to cope with, by what is special about them. */
export const madeChecks: Readonly<Record<string, () => CheckedScenario>> = {
  kept: () => checked("kept", compared(usual, usual)),
  tolerated: () =>
    checked("tolerated", compared(usual, { ...usual, "bytes.total": 1_001_000, "bytes.infos": 601_000 }, leeway)),
  "beyond-tolerance": () =>
    checked("beyond-tolerance", compared(usual, { ...usual, "bytes.total": 1_001_000, "hops.max": 5 }, leeway)),
  better: () =>
    checked(
      "better",
      compared(usual, { ...usual, "bytes.total": 800_000, "bytes.stamps": 100_000, "bytes.wire": 1_200_000 }),
    ),
  worse: () =>
    checked(
      "worse",
      compared(usual, { ...usual, "membership.time": null, "bytes.total": 1_000_001, "bytes.infos": 600_001 }),
    ),
  "broken-promise": () => ({
    ...checked("broken-promise", compared(usual, { ...usual, redundancy: 0.31 })),
    promises: [
      { label: "membership.time at most 2 s", isKept: true, words: "1.32 s" },
      { label: "bytes.total at most 500 KB", isKept: false, words: "1,000,000 B, 100 % over" },
    ],
  }),
  "failed-run": () => ({
    ...checked("failed-run", null, [1, 2, 3]),
    promises: [{ label: "bytes.total at most 2 MB", isKept: true, words: "1,000,000 B" }],
    failed: [{ seed: 2, reason: "not enough memory: the heap reached its limit of 4.1 GiB" }],
  }),
  "several-seeds": () => {
    const after = [usual, { ...usual, "membership.time": null }, { ...usual, "settled.time": 7_000_000_000 }];
    const before = [usual, usual, { ...usual, "settled.time": null }];
    return checked("several-seeds", compareRecords(record(before, "a"), record(after, "b")), [1, 2, 3]);
  },
  "other-settings": () => {
    const comparison = compareRecords({ ...record([usual], "a"), settings: "87654321" }, record([usual], "b"));
    return checked("other-settings", comparison);
  },
  "odd-characters": () => {
    const key = "infos.bytes.`a|b`<i>@all]]>%\u0001\u001b[31m\ud800\u202e, :";
    const name = checked("odd-characters", compared({ ...usual, [key]: 10 }, { ...usual, [key]: 20_000 }));
    return {
      ...name,
      file: "scenarios/100 %, a:b|c`d`.yaml",
      promises: [{ label: "dissemination.t99 of <@all>|* at most 1 s", isKept: false, words: "2 s | *over*" }],
      parting: { seed: 1, words: "```\n::error::no", lines: ["\u0007 ``` @all"] },
    };
  },
  new: () => checked("new", null),
};

/** More than fits anywhere: every prefix of keys has changed. */
export function hugeCheck(name: string, keys: number): CheckedScenario {
  const infos = (bytes: number) =>
    Object.fromEntries(Array.from({ length: keys }, (_, index) => [`infos.bytes.key-${index}`, bytes + index]));
  return checked(name, compared({ ...usual, ...infos(100) }, { ...usual, "hops.max": 9, ...infos(200) }));
}

const usual: Figures = {
  "membership.time": 1_320_000_000,
  "settled.time": 4_100_000_000,
  "dissemination.t99.p50": 310_000_000,
  "bytes.total": 1_000_000,
  "bytes.wire": 1_400_000,
  "bytes.infos": 600_000,
  "bytes.stamps": 300_000,
  "bytes.identity": 60_000,
  "bytes.envelope": 40_000,
  "wire.headers": 250_000,
  redundancy: 0.25,
  "hops.max": 4,
};

const leeway: Tolerances = [{ figures: "bytes.*", tolerance: 0.01 }];

function compared(before: Figures, after: Figures, tolerances: Tolerances = []) {
  return compareRecords(record([before], "a"), record([after], before === after ? "a" : "b"), tolerances);
}

function record(all: readonly Figures[], fingerprint: string): Recorded {
  const runs = all.map((figures, index) => {
    const run = makeRun(index + 1, figures, `${fingerprint}${index + 1}`);
    return fingerprint === "a" ? run : { ...run, course: { events: 4, marks: "AAABBBXXXYYY" } };
  });
  return makeRecord(...runs);
}

function checked(name: string, comparison: CheckedScenario["comparison"], seeds = [1]): CheckedScenario {
  const first = comparison?.partings[0];
  const parting =
    first?.parting == null ? null : { seed: first.seed, words: partingInWords(first.parting, 3), lines: [] };
  return { name, file: `scenarios/${name}.yaml`, seeds, promises: [], comparison, parting, failed: [] };
}
