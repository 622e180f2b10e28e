import { expect, it } from "vitest";
import { figures } from "../../src/scenario/figures.ts";
import { sweepCsv } from "../../src/sweep/csv.ts";
import { madeSweeps } from "./made-sweeps.ts";
import { makeSweep, names, numbers, together } from "./support.ts";

const nodes = numbers("cluster.nodes", [65, 130]);

it("has a column for each swept field, those of labels, the seed, every figure and the fingerprint", () => {
  const version = together("version", ["protocol.preset", "protocol.highWaterStamps"], {
    "v2.1, full": ["cockroach-2.1", "full"],
    'the "new"': ["cockroach-2.1", "delta"],
  });
  const sweep = makeSweep({ axes: [nodes, version], seeds: [7] }, ([level]) => ({
    "membership.time": level === 0 ? null : 1_250_000_000,
    "membership.share": 0.125,
    "bound.overhead": Number.POSITIVE_INFINITY,
  }));
  const rows = [...sweepCsv(sweep)].map((line) => line.slice(0, -1));
  const first = "cluster.nodes,protocol.preset,protocol.highWaterStamps,version,seed";
  expect(rows[0]).toBe(`${first},${figures.map(({ name }) => name).join(",")},fingerprint`);
  expect(rows[1]).toMatch(/^65,cockroach-2\.1,full,"v2\.1, full",7,,0\.125,0,.*,,00000007$/);
  expect(rows[4]).toMatch(/^130,cockroach-2\.1,delta,"the ""new""",7,1250000000,0\.125,0,.*,,00000bbf$/);
  expect(rows).toHaveLength(5);
});

it("gives labels a column of their own where they are not the values", () => {
  const head = (...axes: Parameters<typeof makeSweep>[0]["axes"]) =>
    [...sweepCsv(makeSweep({ axes }, () => ({})))][0]!.replace(/,seed,.*\n/, "");
  const { levels } = nodes;
  expect(head(nodes, names("transport", ["tcp", "grpc"]))).toBe("cluster.nodes,transport");
  expect(head({ ...nodes, levels: levels.map((level) => ({ ...level, label: `${level.label} nodes` })) })).toBe(
    "cluster.nodes,cluster.nodes label",
  );
  expect(head({ ...names("two, three", ["x"]), paths: ["two", "three"] })).toBe('two,three,"two, three"');
});

it("has no row of a run that did not finish", () => {
  const rows = [...sweepCsv(madeSweeps.incomplete!())];
  expect(rows).toHaveLength(1 + 21);
  expect(rows.filter((row) => row.startsWith("195,full,"))).toEqual([]);
});

it("reads a point no sooner than its rows are asked for, and once", () => {
  const asked: number[] = [];
  const sweep = makeSweep({ axes: [nodes], seeds: [1, 2] }, () => ({}));
  const lines = sweepCsv({
    ...sweep,
    runsOf: (point) => {
      asked.push(point);
      return sweep.runsOf(point);
    },
  });
  lines.next();
  expect(asked).toEqual([]);
  lines.next();
  lines.next();
  expect(asked).toEqual([0]);
  expect([...lines]).toHaveLength(2);
  expect(asked).toEqual([0, 1]);
});
