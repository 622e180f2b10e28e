import { describe, expect, it } from "vitest";
import { figureValues } from "../../src/measure/figures.ts";
import type { PromisedValue } from "../../src/measure/measurements.ts";
import { summarize } from "../../src/measure/statistics.ts";
import { figures } from "../../src/scenario/figures.ts";
import type { Scenario, Scope } from "../../src/scenario/scenario.ts";
import { measured, smallWorld } from "./support.ts";

const second = 1e9;
const whole: Scope = { keys: null, nodes: null, from: 0, to: Number.POSITIVE_INFINITY };
const calm = smallWorld();

/** Runs the world with a promise about each of these figures. */
function promising(world: Scenario, asked: readonly { figure: string; scope: Scope }[]) {
  const expectations = asked.map((ask) => ({ ...ask, over: "worst" as const, min: null, max: 1 }));
  const result = measured({ ...world, expect: expectations });
  return { ...result, values: result.measurements.promised.map(({ value }) => value) };
}

const scoped = figures.filter(({ qualifiers }) => qualifiers.length > 0);

/** The same as the whole, said in a way that is not seen to be. */
const sameAsWhole: Record<string, (scope: Scope) => Scope> = {
  keys: (scope) => ({ ...scope, keys: "*:*" }),
  nodes: (scope) => ({ ...scope, nodes: calm.cluster.nodes.map((_, index) => index + 1) }),
  window: (scope) => ({ ...scope, to: 20 * second + 1 }),
};

describe("a part that is the whole", () => {
  it.each(["nodes", "window"] as const)("has the figures of the whole: %s", (qualifier) => {
    const asked = scoped
      .filter(({ qualifiers }) => qualifiers.includes(qualifier))
      .map(({ name }) => ({ figure: name, scope: sameAsWhole[qualifier]!(whole) }));
    const { values, measurements } = promising(calm, asked);
    const all = figureValues(measurements);
    expect(Object.fromEntries(asked.map(({ figure }, index) => [figure, values[index]]))).toEqual(
      Object.fromEntries(asked.map(({ figure }) => [figure, all[figure]])),
    );
  });

  it("by keys: those of a run that publishes no others", () => {
    const asked = scoped
      .filter(({ qualifiers }) => qualifiers.includes("keys"))
      .map(({ name }) => ({ figure: name, scope: sameAsWhole.keys!(whole) }));
    // All keys of the nodes themselves, and `load`, have a colon.
    const world = { ...calm, workload: calm.workload.slice(1) };
    const { values, measurements } = promising(world, asked);
    const all = figureValues(measurements);
    expect(Object.fromEntries(asked.map(({ figure }, index) => [figure, values[index]]))).toEqual(
      Object.fromEntries(asked.map(({ figure }) => [figure, all[figure]])),
    );
  });
});

describe("a part of a run", () => {
  const scope: Scope = { keys: "load:*", nodes: [2, 3, 5], from: 1.25 * second, to: 9.1 * second };
  const part = { ...scope, keys: null };
  const names = ["bytes.total", "bytes.messages", "bytes.perNode.max", "bytes.wire"];
  const keyed = [
    "bytes.infos",
    "infos.sent",
    "infos.fresh",
    "dissemination.t100.max",
    "dissemination.complete",
    "hops.max",
    "age.max",
    "age.mean",
  ];
  const { recorded, measurements } = promising(calm, [
    ...names.map((figure) => ({ figure, scope: part })),
    ...keyed.map((figure) => ({ figure, scope })),
  ]);
  const value = (figure: string) => measurements.promised[[...names, ...keyed].indexOf(figure)]!.value;
  const isIn = ({ time, node }: { time: number; node: number }) =>
    time >= scope.from && time < scope.to && scope.nodes!.includes(node);
  const isLoad = ({ key }: { key: string }) => key.startsWith("load:");

  it("counts what its nodes send in its window, to the nanosecond", () => {
    const sent = recorded.sent.filter(isIn);
    const of = (node: number) =>
      sent.filter((one) => one.node === node).reduce((sum, { message }) => sum + message.length, 0);
    expect(value("bytes.total")).toBe(sent.reduce((sum, { message }) => sum + message.length, 0));
    expect(value("bytes.messages")).toBe(sent.length);
    expect(value("bytes.perNode.max")).toBe(Math.max(...scope.nodes!.map(of)));
    expect(value("bytes.wire")).toBe(recorded.wire.filter(isIn).reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it("counts the infos of its keys", () => {
    const infos = recorded.sent.filter(isIn).flatMap(({ message }) => message.delta.filter(isLoad));
    expect(value("infos.sent")).toBe(infos.length);
    expect(value("bytes.infos")).toBe(infos.reduce((sum, info) => sum + info.entryLength, 0));
    const fresh = recorded.stored.filter((one) => isIn(one) && isLoad(one.info) && one.info.peerId !== 0);
    expect(value("infos.fresh")).toBe(fresh.length);
    expect(fresh.length).toBeGreaterThan(100);
  });

  it("follows its versions to its nodes, however long that takes", () => {
    const times = replay(recorded, scope, isLoad);
    expect(times.length).toBeGreaterThan(50);
    expect(value("dissemination.complete")).toBe(times.length);
    expect(value("dissemination.t100.max")).toBe(Math.max(...times));
  });

  it("looks at the age of what its nodes hold at the ends of its bins", () => {
    const ages = replayAges(recorded, scope, isLoad, calm.measure.bin);
    expect(ages.length).toBeGreaterThan(100);
    expect(value("age.max")).toBe(Math.max(...ages));
    expect(value("age.mean")).toBeCloseTo(summarize(ages).mean!, 3);
  });
});

describe("age", () => {
  const { recorded, measurements } = measured(calm);
  const ages = replayAges(recorded, whole, () => true, calm.measure.bin);

  it("is what a replay finds, quantiles to a 32nd", () => {
    const { age } = measurements;
    const replayed = summarize(ages);
    expect(age.count).toBe(replayed.count);
    expect(age.max).toBe(replayed.max);
    expect(age.min).toBe(replayed.min);
    for (const quantile of ["p50", "p90", "p99"] as const) {
      expect(age[quantile]).toBeGreaterThanOrEqual(replayed[quantile]!);
      expect(age[quantile]).toBeLessThan(replayed[quantile]! * (1 + 1 / 32) + 1);
    }
  });
});

describe("what has no value", () => {
  const why = (figure: string, scope: Partial<Scope>, world = calm): PromisedValue["value"] | string => {
    const promised = promising(world, [{ figure, scope: { ...whole, ...scope } }]).measurements.promised[0]!;
    return promised.value ?? (promised as { why: string }).why;
  };

  it("says why", () => {
    const off: Scenario = {
      ...calm,
      workload: [],
      protocol: { ...calm.protocol, clientsInterval: Number.POSITIVE_INFINITY },
    };
    expect(why("dissemination.t99.max", { from: 15 * second }, off)).toBe("nothing");
    expect(why("dissemination.t100.max", { from: 19.999 * second, to: 19.9999 * second, keys: "load:*" })).toBe(
      "nothing",
    );
    expect(why("bytes.perSecond.max", { to: 0.5 * second })).toBe("nothing");
    const stopping: Scenario = { ...calm, faults: [], stop: { when: "membership", settle: 0 } };
    expect(why("bytes.total", { from: 15 * second }, stopping)).toBe("ended");
    const cut: Scenario = {
      ...calm,
      faults: [
        {
          kind: "partition",
          name: null,
          within: 0,
          every: null,
          times: 1,
          at: 0,
          for: Number.POSITIVE_INFINITY,
          sides: [[1], [2, 3, 4, 5, 6, 7]],
        },
      ],
    };
    expect(why("membership.time", {}, cut)).toBe("never");
    expect(why("dissemination.t100.max", { keys: "load:*", from: second }, cut)).toBe("never");
  });
});

type Recorded = ReturnType<typeof measured>["recorded"];

/** By brute force: for each version of the scope, when the last of its nodes that were live throughout had it or a newer one. */
function replay(
  { stored, life }: Recorded,
  { nodes, from, to }: Scope,
  isWanted: (info: { key: string }) => boolean,
): number[] {
  const published = stored.filter(({ info, node }) => isWanted(info) && info.peerId === 0 && info.nodeId === node);
  const downs = (node: number, since: number) =>
    life.filter((one) => one.node === node && !one.up && one.time >= since);
  const isUp = (node: number, time: number) =>
    life.filter((one) => one.node === node && one.time <= time).at(-1)?.up ?? false;
  return published
    .filter(({ time }) => time >= from && time < to)
    .flatMap(({ time, info }) => {
      const waitedFor = nodes!.filter((node) => isUp(node, time));
      const arrivals = waitedFor.map((node) => {
        const down = downs(node, time)[0]?.time ?? Number.POSITIVE_INFINITY;
        const first = stored.find(
          (one) =>
            one.node === node &&
            one.info.key === info.key &&
            one.time >= time &&
            one.time <= down &&
            one.info.value.time >= info.value.time,
        );
        return first?.time ?? (down < Number.POSITIVE_INFINITY ? "down" : Number.POSITIVE_INFINITY);
      });
      const stayed = arrivals.filter((arrival) => arrival !== "down");
      if (stayed.length === 0 || stayed.includes(Number.POSITIVE_INFINITY)) return [];
      return [Math.max(...stayed) - time];
    });
}

/** By brute force: what each node holds at the end of each bin. */
function replayAges(
  { stored, life }: Recorded,
  { nodes, from, to }: Scope,
  isWanted: (info: { key: string }) => boolean,
  bin: number,
): number[] {
  const published = new Map<string, number>();
  for (const { time, info } of stored) {
    if (info.peerId === 0) published.set(`${info.key} ${info.value.time}`, time);
  }
  const ages: number[] = [];
  for (let at = bin; at <= 20 * second && at < to; at += bin) {
    if (at < from) continue;
    const held = new Map<string, (typeof stored)[number]>();
    const events = [
      ...stored.map((one) => ({ ...one, up: undefined })),
      ...life.map((one) => ({ ...one, info: undefined })),
    ];
    for (const event of events.sort((a, b) => a.time - b.time)) {
      if (event.time >= at) break;
      if (event.info !== undefined) held.set(`${event.node} ${event.info.key}`, event);
      else for (const key of [...held.keys()]) if (!event.up && key.startsWith(`${event.node} `)) held.delete(key);
    }
    for (const { node, info } of held.values()) {
      if (!isWanted(info) || info.ttlStamp <= at || (nodes !== null && !nodes.includes(node))) continue;
      ages.push(at - published.get(`${info.key} ${info.value.time}`)!);
    }
  }
  return ages;
}
