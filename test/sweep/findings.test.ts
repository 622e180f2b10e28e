import { describe, expect, it } from "vitest";
import type { PointLevels } from "../../src/scenario/sweep.ts";
import { analyseSweep } from "../../src/sweep/analysis.ts";
import { findings } from "../../src/sweep/findings.ts";
import { type MadeRun, makeSweep, names, numbers } from "./support.ts";

const nodes = numbers("cluster.nodes", [10, 20, 40]);
const stamps = names("stamps", ["full", "delta"]);
const figures = ["bytes.total"] as const;

function found(axes: Parameters<typeof makeSweep>[0]["axes"], run: (levels: PointLevels, seed: number) => MadeRun) {
  return findings(analyseSweep(makeSweep({ axes, figures, seeds: [1, 2, 3] }, run)));
}

describe("growth", () => {
  const growth = (run: (levels: PointLevels, seed: number) => number, axes = [nodes]) =>
    found(axes, (levels, seed) => ({ "bytes.total": run(levels, seed) }))[0];

  it("is a power with its interval", () => {
    expect(growth(([level]) => 5 * 4 ** level!)).toBe(
      "bytes.total grows as cluster.nodes^2.00 (2.00 to 2.00; R² 1.000)",
    );
    expect(growth(([level]) => 500 / 2 ** level!)).toBe(
      "bytes.total falls as cluster.nodes^-1.00 (-1.00 to -1.00; R² 1.000)",
    );
    expect(growth(() => 7)).toBe("bytes.total does not change with cluster.nodes");
    expect(growth((_, seed) => seed)).toMatch(
      /^bytes.total does not clearly grow or fall with cluster.nodes \(exponent -/,
    );
  });

  it("says where a curve is no power law", () => {
    // In powers of two 0, 2, 3 against the line through 1/6, 5/3, 19/6: 3 × 1/6 is left of 3 × 14/3, and t(7) is 2.365.
    expect(growth(([level]) => [100, 400, 800][level!]!)).toBe(
      "bytes.total grows as cluster.nodes^1.50 (1.24 to 1.76; from level to level 2.00, 1.00; R² 0.964)",
    );
  });

  it("names the least and the greatest of several", () => {
    expect(growth(([level, other]) => 2 ** (level! * (other! + 1)), [nodes, stamps])).toBe(
      "bytes.total grows as cluster.nodes^1.00 (1.00 to 1.00; R² 1.000) at stamps full; " +
        "it grows as cluster.nodes^2.00 (2.00 to 2.00; R² 1.000) at stamps delta",
    );
    const three = names("stamps", ["a", "b", "c"]);
    expect(growth(([level, other]) => 2 ** (level! * (other! + 1)), [nodes, three])).toMatch(
      /at stamps a; it grows .* at stamps c; 1 more combination in between$/,
    );
    expect(growth(([level]) => 2 ** level!, [nodes, stamps])).toMatch(
      / at stamps full, and much the same at stamps delta$/,
    );
    expect(growth((_, seed) => seed, [nodes, stamps])).toBe(
      "bytes.total does not clearly grow or fall with cluster.nodes in any of 2 combinations of the other axes",
    );
  });
});

describe("effects", () => {
  it("are the largest in relation to what was, of those that are clear", () => {
    const [effect] = found([stamps, names("transport", ["a", "b"])], ([level, other], seed) => ({
      // At a 1000 more than a million, at b 40 less than 200, which is more.
      "bytes.total": seed + (other === 0 ? 1e6 + 1000 * level! : 198 - 40 * level!),
    })).filter((text) => text.startsWith("stamps"));
    expect(effect).toBe(
      "stamps delta instead of full changes bytes.total by -40 B (-20 %; better for each of 3 seeds) at transport b",
    );
  });

  it("are multiples where they are more than a double", () => {
    expect(found([stamps], ([level], seed) => ({ "bytes.total": (10 + seed) * (level === 0 ? 1 : 3.5) }))[0]).toMatch(
      /^stamps delta instead of full changes bytes.total by \+30 B \(.*; 3.50 ×; worse for each of 3 seeds\)$/,
    );
  });

  it("are not what chance may do", () => {
    expect(found([stamps], ([level], seed) => ({ "bytes.total": 100 + level! * [5, -4, 1][seed - 1]! }))).toEqual([
      "no level of stamps clearly changes bytes.total",
    ]);
  });

  it("are none of one seed", () => {
    const sweep = makeSweep({ axes: [stamps], figures, seeds: [1] }, ([level]) => ({ "bytes.total": 100 + level! }));
    expect(findings(analyseSweep(sweep))).toEqual([]);
  });
});

it("says first what never happened, and where", () => {
  const texts = found([stamps], ([level], seed) => ({ "bytes.total": level === 1 && seed > 1 ? null : seed }));
  expect(texts[0]).toBe("bytes.total has no value in 2 of 6 runs, at stamps delta (2 of 3)");
  expect(found([stamps], () => ({ "bytes.total": null }))).toEqual(["bytes.total has no value in any run"]);
});
