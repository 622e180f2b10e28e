import type { ChartConfiguration } from "chart.js";
import { describe, expect, it } from "vitest";
import type { ReportChart } from "../../src/report/charts.ts";
import { renderPng } from "../../src/report/png.ts";
import type { FigureName } from "../../src/scenario/figures.ts";
import { sweepCharts } from "../../src/sweep/charts.ts";
import { sweepFront } from "../../src/sweep/pareto.ts";
import { sweepStatistics } from "../../src/sweep/statistics.ts";
import type { SweepResult } from "../../src/sweep/sweep.ts";
import { type MadeRun, makeSweep, names, noise, numbers } from "./support.ts";

const second = 1e9;

const nodes = numbers("cluster.nodes", [10, 30, 100, 300, 1000], { scale: "log" });
const version = names("version", ["v2.0", "v2.1", "v2.1, delta"]);
const latency = numbers("network.latency", [1e6, 5e6], { unit: "ns" });

/** More nodes take longer and send more, later versions less. */
function plausible(size: number, step: number, seed: number): Partial<Record<FigureName, number | null>> {
  return {
    "membership.time": (1 + size / 400 - step / 4) * second * (1 + noise(seed, size) / 10),
    "bytes.total": size * size * 400 * (3 - step) * (1 + noise(seed, size + 1) / 10),
    "bound.time": 0.4 * second,
    "bound.bytes": size * size * 130,
  };
}

const byNodesAndVersion = makeSweep({ axes: [version, nodes] }, ([step, size], seed) =>
  plausible(nodes.levels[size!]!.number!, step!, seed),
);

describe("a figure against the parameters", () => {
  it("has a line for each level of the second axis, with the means of its points", () => {
    const statistics = sweepStatistics(byNodesAndVersion);
    const lines = linesOf(chart(byNodesAndVersion, "membership.time.png"));
    expect(lines.map(({ label }) => label)).toEqual(["v2.0", "v2.1", "v2.1, delta"]);
    for (const [step, { data }] of lines.entries()) {
      const points = statistics.points.filter(({ levels }) => levels[0] === step);
      expect(data).toEqual(
        points.map(({ levels, figures }) => ({
          x: nodes.levels[levels[1]!]!.number,
          y: figures.get("membership.time")!.over!.mean,
        })),
      );
    }
  });

  it("shades the confidence intervals", () => {
    const [first] = sweepStatistics(byNodesAndVersion).points;
    const sets = datasets(chart(byNodesAndVersion, "membership.time.png"));
    const upper = sets.findIndex(({ fill }) => fill === "+1");
    const [low, high] = first!.figures.get("membership.time")!.over!.interval!;
    expect(sets[upper]!.data[0]).toEqual({ x: 10, y: high });
    expect(sets[upper + 1]!.data[0]).toEqual({ x: 10, y: low });
  });

  it("draws each line in another way", () => {
    const axes = [
      nodes,
      numbers(
        "peers",
        Array.from({ length: 12 }, (_, index) => index + 1),
      ),
    ];
    const sweep = makeSweep({ axes: [...axes].reverse() }, () => ({ "membership.time": second }));
    const steps = makeSweep(
      {
        axes: [
          numbers(
            "more",
            Array.from({ length: 20 }, (_, index) => index),
          ),
          axes[1]!,
        ],
      },
      () => ({
        "membership.time": second,
      }),
    );
    expect(linesOf(chart(sweep, "membership.time.png"))).toHaveLength(5);
    const lines = linesOf(chart(steps, "membership.time.png"));
    const looks = lines.map(
      ({ pointStyle, pointRotation, borderDash }) => `${pointStyle} ${pointRotation} ${borderDash}`,
    );
    expect(new Set(looks).size).toBe(12);
    const greys = lines.map(({ borderColor }) => grey(borderColor));
    expect(greys).toEqual(greys.toSorted((a, b) => a - b));
    expect(greys.at(-1)! - greys[0]!).toBeGreaterThan(100);
  });

  it("is logarithmic in bytes where it is in nodes, and they span more than a decade", () => {
    const { scales } = chart(byNodesAndVersion, "bytes.total.png").config.options!;
    expect([scales!.x0!.type, scales!.y0!.type]).toEqual(["logarithmic", "logarithmic"]);
    expect(chart(byNodesAndVersion, "membership.time.png").config.options!.scales!.y0).toMatchObject({
      type: "linear",
      min: 0,
    });
    const linear = makeSweep({ axes: [{ ...nodes, scale: "linear" }] }, ([size], seed) =>
      plausible(nodes.levels[size!]!.number!, 0, seed),
    );
    const { scales: axes } = chart(linear, "bytes.total.png").config.options!;
    expect([axes!.x0!.type, axes!.y0!.type]).toEqual(["linear", "linear"]);
  });

  it("names the levels below, and the unit beside", () => {
    const { x, y } = axesOf(chart(byNodesAndVersion, "membership.time.png"));
    expect(x).toEqual([["10"], ["30"], ["100"], ["300"], ["1000"]]);
    expect(y).toBe("membership complete (s)");
  });

  it("draws the bound once where it is the same for all lines, else for each", () => {
    const bounds = (sweep: SweepResult) =>
      datasets(chart(sweep, "bytes.total.png")).filter(({ borderDash }) => `${borderDash}` === "2,4");
    expect(bounds(byNodesAndVersion)).toHaveLength(1);
    expect(bounds(byNodesAndVersion)[0]).toMatchObject({ label: "fewest possible bytes" });
    expect(bounds(byNodesAndVersion)[0]!.data[2]).toEqual({ x: 100, y: 1_300_000 });
    const differing = makeSweep({ axes: [nodes, latency] }, ([size, far], seed) => {
      const run = plausible(nodes.levels[size!]!.number!, 0, seed);
      return { ...run, "bound.bytes": run["bound.bytes"]! * (1 + far!) };
    });
    expect(bounds(differing).map(({ label }) => label)).toEqual(["fewest possible bytes", ""]);
  });

  it("says of a bound that it is far away", () => {
    const far = makeSweep({ axes: [nodes] }, ([size], seed) => ({
      ...plausible(nodes.levels[size!]!.number!, 0, seed),
      "bound.bytes": 1,
    }));
    expect(subtitle(chart(far, "bytes.total.png"))).toContain("fewest possible bytes: less than a tenth of all");
    expect(datasets(chart(far, "bytes.total.png")).some(({ label }) => label.startsWith("fewest"))).toBe(false);
  });

  it("marks where seeds have no value, and leaves a gap where none has", () => {
    const sweep = makeSweep({ axes: [version, nodes] }, ([step, size], seed) => {
      const never = (step === 1 && size === 4) || (step === 0 && size === 3 && seed <= 2);
      return { ...plausible(nodes.levels[size!]!.number!, step!, seed), ...(never ? { "membership.time": null } : {}) };
    });
    const picture = chart(sweep, "membership.time.png");
    expect(panels(picture)[0]!.marks.map(({ x, text }) => [x, text])).toEqual([
      [300, "2/5"],
      [1000, "5/5"],
    ]);
    expect(subtitle(picture)).toContain("× 2/5: never in 2 of 5 runs, which are not in the mean");
    expect(linesOf(picture)[1]!.data[4]).toEqual({ x: 1000, y: Number.NaN });
    expect(panels(chart(sweep, "bytes.total.png"))[0]!.marks).toEqual([]);
  });

  it("says what did not finish", () => {
    const sweep = makeSweep({ axes: [nodes] }, ([size], seed) =>
      size === 1 && seed === 1 ? "failed" : size === 2 ? "missing" : plausible(size! + 1, 0, seed),
    );
    expect(subtitle(chart(sweep, "membership.time.png"))).toContain("19 of 25 runs finished, 1 failed, 5 were not run");
    expect(sweepCharts(makeSweep({ axes: [nodes] }, () => "missing"))).toEqual([]);
  });

  it("has a panel for each level of further axes, on the same scales", () => {
    const sweep = makeSweep({ axes: [nodes, version, latency] }, ([size, step], seed) =>
      plausible(nodes.levels[size!]!.number!, step!, seed),
    );
    const picture = chart(sweep, "membership.time.png");
    expect(panels(picture).map(({ title }) => title)).toEqual(["network.latency 1000000", "network.latency 5000000"]);
    const lines = datasets(picture).filter(({ pointRadius }) => pointRadius > 0);
    expect(lines.map(({ xAxisID }) => xAxisID)).toEqual(["x0", "x0", "x0", "x1", "x1", "x1"]);
    // One entry in the legend for a line in all panels.
    expect(lines.map(({ label }) => label).filter((label) => label !== "")).toEqual(["v2.0", "v2.1", "v2.1, delta"]);
  });

  it("says which panels it leaves out", () => {
    const axes = [nodes, version, numbers("a", [1, 2, 3, 4]), numbers("b", [1, 2, 3])];
    const picture = chart(
      makeSweep({ axes, seeds: [1] }, ([size], seed) => plausible(size! + 1, 0, seed)),
      "membership.time.png",
    );
    expect(panels(picture)).toHaveLength(9);
    expect(panels(picture)[0]!.title).toBe("a 1 · b 1");
    expect(panels(picture)[8]!.title).toBe("a 4 · b 3");
    expect(subtitle(picture)).toContain("9 of 12 combinations are drawn");
    expect(subtitle(picture)).toContain("seed 1");
  });

  it("puts names side by side, without a band between them", () => {
    const sweep = makeSweep({ axes: [version, names("layout", ["near", "far"])] }, ([step, far], seed) =>
      plausible(100 + far!, step!, seed),
    );
    const picture = chart(sweep, "membership.time.png");
    const lines = linesOf(picture);
    expect(lines.map(({ data }) => data[1]!.x)).toEqual([0.96, 1.04]);
    expect(datasets(picture).some(({ fill }) => fill === "+1")).toBe(false);
    expect(axesOf(picture).x).toEqual([["v2.0"], ["v2.1"], ["v2.1, delta"]]);
  });

  it("cuts what is too long", () => {
    const long = "cockroach-2.1 with high-water stamps ".repeat(6);
    const sweep = makeSweep(
      { name: "n".repeat(200), axes: [names(long, [`${long}a`, `${long}b`]), names("l", [`${long}c`, "d"])] },
      () => plausible(9, 1, 1),
    );
    for (const picture of sweepCharts(sweep)) {
      expect(`${picture.config.options!.plugins!.title!.text}`.length).toBeLessThan(90);
      expect(Math.max(...subtitleLines(picture).map(({ length }) => length))).toBeLessThan(135);
    }
    expect(linesOf(chart(sweep, "membership.time.png"))[0]!.label.length).toBeLessThanOrEqual(40);
  });
});

describe("a random sample", () => {
  const drawn = Array.from({ length: 20 }, (_, index) => index);
  const size = numbers(
    "cluster.nodes",
    drawn.map((index) => 10 + 9 * index),
  );
  const loss = numbers(
    "network.loss",
    drawn.map((index) => index / 500),
    { unit: "share" },
  );
  const points = drawn.map((index) => [index, (index * 7) % 20]);
  const sample = makeSweep({ axes: [size, loss], points }, ([index, lossy], seed) =>
    lossy === 19 ? { "membership.time": null } : plausible(size.levels[index!]!.number!, 0, seed),
  );

  it("is a point for each of its points in a panel for each axis", () => {
    const picture = chart(sample, "membership.time.png");
    expect(panels(picture).map(({ xTitle }) => xTitle)).toEqual(["cluster.nodes", "network.loss (%)"]);
    const [bySize, byLoss] = datasets(picture);
    expect(bySize!.data).toHaveLength(19);
    expect(byLoss!.data[3]).toEqual({ x: (21 % 20) / 500, y: bySize!.data[3]!.y });
    expect(panels(picture).map(({ marks }) => marks.length)).toEqual([1, 1]);
    expect(subtitle(picture)).toContain("×: never with some seed of 1 point");
  });
});

describe("a sample that is as large as the grid", () => {
  it("is no grid when it has a point twice", () => {
    const axes = [numbers("a", [1, 2]), numbers("b", [1, 2])];
    const points = [
      [0, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ];
    expect(
      panels(
        chart(
          makeSweep({ axes, points }, () => plausible(9, 0, 1)),
          "membership.time.png",
        ),
      ),
    ).toHaveLength(2);
    const same = makeSweep({ axes: [numbers("a", [1])], points: [[0], [0]] }, () => plausible(9, 0, 1));
    expect(panels(chart(same, "membership.time.png"))).toHaveLength(1);
  });
});

describe("the plane of time and bytes", () => {
  const peers = numbers("peers", [2, 3, 4, 5, 8]);
  const every = numbers("every", [1, 2, 3, 4, 5]);
  const tradeOff = makeSweep({ axes: [peers, every] }, ([peer, step], seed) => ({
    "membership.time": (1 + step! / (1 + peer!)) * second * (1 + noise(seed, peer! * 10 + step!) / 20),
    "bytes.total": (20 + 5 * peer! - 3 * step!) * 1e6 * (1 + noise(seed, peer! * 10 + step! + 100) / 20),
    "bound.time": 0.5 * second,
    "bound.bytes": 1000,
  }));
  const plane = chart(tradeOff, "time-and-bytes.png");

  it("joins the points that no other beats", () => {
    const statistics = sweepStatistics(tradeOff);
    const means = sweepFront(statistics)!.points.map((point) => {
      const { figures } = statistics.points[point]!;
      return { x: figures.get("membership.time")!.over!.mean, y: figures.get("bytes.total")!.over!.mean };
    });
    const [front, others] = datasets(plane);
    expect(means.length).toBeGreaterThan(3);
    expect(front).toMatchObject({ label: "Pareto front", stepped: true, data: means });
    expect(others!.data).toHaveLength(25 - means.length);
    expect(others!.pointRadius).toBeLessThan(front!.pointRadius);
    expect(pointLabels(plane).filter(({ isMain }) => isMain)).toHaveLength(means.length);
    expect(pointLabels(plane)[0]!.text).toMatch(/^\d · \d$/);
  });

  it("joins those of each size apart", () => {
    const sizes = makeSweep(
      { axes: [numbers("protocol.maxHops", [3, 5, 8]), numbers("cluster.nodes", [30, 90])] },
      ([hops, nodes]) => ({ "membership.time": 10 - hops!, "bytes.total": (100 + hops!) * (nodes! + 1) }),
    );
    const [fronts] = datasets(chart(sizes, "time-and-bytes.png"));
    expect(fronts!.label).toBe("Pareto fronts");
    const isGap = ({ x }: { x: number }) => Number.isNaN(x);
    expect((fronts!.data as { x: number }[]).map(isGap)).toEqual([false, false, false, true, false, false, false]);
  });

  it("draws a bound that is near, and tells of one that is not", () => {
    const labels = datasets(plane).map(({ label }) => label);
    expect(labels).toContain("shortest possible dissemination, median version: 500 ms");
    expect(labels.some((label) => label.startsWith("fewest"))).toBe(false);
    expect(subtitle(plane)).toMatch(/fewest possible bytes: 1000 B; the least here is [\d,]+ times that/);
    expect((plane.config.options!.scales!.x0 as { min: number }).min).toBeLessThanOrEqual(0.5 * second);
  });

  it("is logarithmic over more than a decade and a half", () => {
    const types = (sweep: SweepResult) => {
      const { x0, y0 } = chart(sweep, "time-and-bytes.png").config.options!.scales!;
      return [x0!.type, y0!.type];
    };
    expect(types(tradeOff)).toEqual(["linear", "linear"]);
    expect(types(byNodesAndVersion)).toEqual(["linear", "logarithmic"]);
  });

  it("leaves out points that some seed never reaches, and is left out without any", () => {
    const run = ([size]: readonly number[], seed: number): MadeRun => ({
      ...plausible(size! + 1, 0, seed),
      ...(size === 0 && seed === 1 ? { "membership.time": null } : {}),
    });
    expect(subtitle(chart(makeSweep({ axes: [nodes] }, run), "time-and-bytes.png"))).toContain("without 1 of 5 points");
    const files = (sweep: SweepResult) => sweepCharts(sweep).map(({ file }) => file);
    const never = makeSweep({ axes: [nodes] }, () => ({ "membership.time": null, "bytes.total": 1 }));
    expect(files(never)).toEqual(["bytes.total.png"]);
    expect(files(makeSweep({ axes: [nodes], figures: ["bytes.total"] }, run))).toEqual(["bytes.total.png"]);
  });
});

describe("drawn", () => {
  const one = numbers("cluster.nodes", [65]);
  const sample = makeSweep(
    {
      axes: [nodes, latency, version],
      points: [
        [0, 1, 2],
        [4, 0, 1],
        [2, 0, 0],
      ],
      seeds: [1, 2],
    },
    ([size, , step], seed) => plausible(nodes.levels[size!]!.number!, step!, seed),
  );
  const panelled = makeSweep({ axes: [nodes, version, latency] }, ([size, step], seed) => ({
    ...plausible(nodes.levels[size!]!.number!, step!, seed),
    ...(seed === size ? { "membership.time": null } : {}),
  }));

  it.each([
    ["lines", byNodesAndVersion],
    ["panels", panelled],
    ["a sample", sample],
    ["one point", makeSweep({ axes: [one], seeds: [1] }, () => plausible(65, 0, 1))],
    ["nothing but zeros", makeSweep({ axes: [nodes] }, () => ({}))],
  ])("%s", async (_, sweep) => {
    const charts = sweepCharts(sweep);
    expect(charts).toHaveLength(3);
    for (const picture of charts) {
      const png = await renderPng(picture);
      const header = new DataView(png.buffer, png.byteOffset);
      expect([header.getUint32(16), header.getUint32(20)]).toEqual([1200, 700]);
      expect(png.length).toBeGreaterThan(5000);
    }
  });
});

interface Dataset {
  readonly label: string;
  readonly data: { readonly x: number; readonly y: number }[];
  readonly fill?: string | false;
  readonly borderColor: string;
  readonly borderDash?: readonly number[];
  readonly pointRadius: number;
  readonly pointStyle?: string;
  readonly pointRotation?: number;
  readonly xAxisID: string;
}

function chart(sweep: SweepResult, file: string): ReportChart {
  return sweepCharts(sweep).find((candidate) => candidate.file === file)!;
}

function datasets({ config }: ReportChart): Dataset[] {
  return config.data.datasets as unknown as Dataset[];
}

/** Those with points. */
function linesOf(picture: ReportChart): Dataset[] {
  return datasets(picture).filter(({ pointRadius, xAxisID }) => pointRadius > 0 && xAxisID === "x0");
}

function plugins<Plugins>({ config }: ReportChart): Plugins {
  return (config.options as ChartConfiguration["options"])!.plugins as unknown as Plugins;
}

function panels(picture: ReportChart) {
  return plugins<{
    panels: { panels: { title: string; xTitle: string; marks: { x: number; text: string }[] }[] };
  }>(picture).panels.panels;
}

function pointLabels(picture: ReportChart) {
  return plugins<{ pointLabels: { labels: { text: string; isMain: boolean }[] } }>(picture).pointLabels.labels;
}

function subtitleLines(picture: ReportChart): string[] {
  return plugins<{ subtitle: { text: string[] } }>(picture).subtitle.text;
}

function subtitle(picture: ReportChart): string {
  return subtitleLines(picture).join(" | ");
}

/** The labels of the levels, and the title beside. */
function axesOf({ config }: ReportChart): { x: string[][]; y: string } {
  const scales = config.options!.scales as unknown as Record<string, AnyScale>;
  const built = { ticks: [] as { value: number }[] };
  scales.x0!.afterBuildTicks(built);
  return { x: built.ticks.map(({ value }) => scales.x0!.ticks.callback(value)), y: scales.title!.title.text };
}

interface AnyScale {
  readonly afterBuildTicks: (axis: { ticks: { value: number }[] }) => void;
  readonly ticks: { readonly callback: (value: number) => string[] };
  readonly title: { readonly text: string };
}

/** As a printer without colours sees it. */
function grey(colour: string): number {
  const [red, green, blue] = colour.match(/\d+/g)!.map(Number);
  return 0.299 * red! + 0.587 * green! + 0.114 * blue!;
}
