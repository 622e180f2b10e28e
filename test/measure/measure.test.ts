import { describe, expect, it } from "vitest";
import { measure } from "../../src/measure/measure.ts";
import { summarize } from "../../src/measure/statistics.ts";
import { run } from "../../src/simulation/run.ts";
import { measured, type Recorded, smallWorld } from "./support.ts";

const scenario = smallWorld();
const { recorded, measurements } = measured(scenario);
const nodes = scenario.cluster.nodes.length;
const end = measurements.endTime;

describe("bytes", () => {
  const { bytes } = measurements;
  const total = recorded.sent.reduce((sum, { message }) => sum + message.length, 0);

  it("adds up exactly: kinds, components, keys, nodes and bins all make the total of the messages", () => {
    const { stamps, identity, envelope, infos } = bytes.byComponent;
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    expect(bytes.total).toBe(total);
    expect(stamps + identity + envelope + infos).toBe(total);
    expect(sum(Object.values(bytes.byKind).map((kind) => kind.bytes))).toBe(total);
    expect(sum(bytes.infosByKey.map((key) => key.bytes))).toBe(infos);
    expect(sum(bytes.sentPerNode)).toBe(total);
    expect(sum(["infos", "stamps", "identity", "envelope"].map((name) => sum(bytes.perSecond[name as "infos"])))).toBe(
      total,
    );
    expect(sum(bytes.perSecond.wire)).toBe(bytes.wire.total);
    const { total: onTheWire, ...parts } = bytes.wire;
    expect(sum(Object.values(parts))).toBe(onTheWire);
    // What was counted as sent and did not leave before the end, or a crash, is not on the wire.
    expect(parts.protobuf).toBeLessThanOrEqual(total);
    expect(parts.protobuf).toBeGreaterThan(total * 0.99);
    expect(bytes.messages).toBe(recorded.sent.length);
  });

  it("puts every byte into the bin in which it left, acknowledgements that are told of late too", () => {
    const { bin, wire } = bytes.perSecond;
    const bins = wire.map(() => 0);
    for (const { time, bytes } of recorded.wire) bins[Math.floor(time / bin)]! += bytes;
    expect(wire).toEqual(bins);
    const late = recorded.wire.filter(({ time }, index) => index > 0 && time < recorded.wire[index - 1]!.time);
    expect(late.length).toBeGreaterThan(100);
    const time = measurements.membership.time!;
    const sum = (within: (time: number) => boolean) =>
      recorded.wire.reduce((sum, one) => sum + (within(one.time) ? one.bytes : 0), 0);
    expect(bytes.coldStart!.wire).toBeGreaterThanOrEqual(sum((at) => at < time));
    expect(bytes.coldStart!.wire).toBeLessThanOrEqual(sum((at) => at <= time));
  });

  it("gives the cold start up to the first complete membership and a settled second after it", () => {
    const time = measurements.membership.time!;
    const before = recorded.sent
      .filter((sent) => sent.time < time)
      .reduce((sum, { message }) => sum + message.length, 0);
    const upTo = recorded.sent
      .filter((sent) => sent.time <= time)
      .reduce((sum, { message }) => sum + message.length, 0);
    expect(bytes.coldStart!.time).toBe(time);
    expect(bytes.coldStart!.total).toBeGreaterThanOrEqual(before);
    expect(bytes.coldStart!.total).toBeLessThanOrEqual(upTo);
    const { from, to, bytesPerSecond } = bytes.steady!;
    const inside = recorded.sent.filter((sent) => sent.time >= from && sent.time < to);
    expect(bytesPerSecond).toBe((inside.reduce((sum, { message }) => sum + message.length, 0) * 1e9) / (to - from));
    expect((to - from) % 2e9).toBe(0);
  });
});

describe("membership", () => {
  it("is complete when a replay of all events says so, lost at the crash's end and regained", () => {
    const { firstComplete, changes } = replayMembership(recorded);
    expect(measurements.membership.time).toBe(firstComplete);
    expect(measurements.membership.changes).toEqual(changes);
    expect(changes.length).toBeGreaterThan(0);
    expect(measurements.membership.complete).toBe(true);
  });

  it("ends its series with the share known at the end", () => {
    expect(measurements.membership.series.at(-1)).toEqual({ time: end, share: 1 });
  });
});

describe("dissemination", () => {
  it("counts what a replay of all arrivals counts, for nodes live throughout", () => {
    const replayed = replayDissemination(recorded);
    const { dissemination } = measurements;
    expect(dissemination.published).toBe(replayed.published);
    expect(dissemination.complete).toBe(replayed.complete);
    expect(dissemination.overtaken).toBe(replayed.overtaken);
    expect(dissemination.t100.count).toBe(replayed.t100.length);
    expect(dissemination.t100.max).toBe(Math.max(...replayed.t100));
    expect(replayed.overtaken).toBeGreaterThan(0);
    expect(dissemination.byKey.find(({ key }) => key === "load")!.published).toBeGreaterThan(300);
  });

  it("gives the times that the replay gives where nobody goes down on the way", () => {
    const calm = measured({ ...scenario, faults: [] });
    const replayed = replayDissemination(calm.recorded);
    expect(calm.measurements.dissemination.t50).toEqual(summarize(replayed.t50));
    expect(calm.measurements.dissemination.t100).toEqual(summarize(replayed.t100));
  });

  it("takes no less than the bound says", () => {
    // The bound is of mean latencies; jitter may undercut it by little.
    expect(measurements.bound.stretch.min!).toBeGreaterThan(0.6);
    expect(measurements.bound.stretch.p50!).toBeGreaterThan(1);
    expect(measurements.bound.overhead!).toBeGreaterThan(1);
    expect(measurements.bound.time).toBe(40e6);
  });
});

describe("determinism", () => {
  it("gives the same measurements and fingerprint again, and others for another seed", () => {
    const again = measured(scenario);
    expect(JSON.stringify(again.measurements)).toBe(JSON.stringify(measurements));
    expect(measured(scenario, { seed: 2 }).fingerprint).not.toBe(again.fingerprint);
  });

  it("gives the same whether messages are counted or really encoded", () => {
    const counted = measured(scenario);
    const encoded = measured(scenario, { wire: "encoded" });
    expect(encoded.fingerprint).toBe(counted.fingerprint);
    expect(JSON.stringify(encoded.measurements)).toBe(JSON.stringify(counted.measurements));
  });

  it("is not touched by probes: the fingerprint alone sees the same run", () => {
    const { probes, fingerprint } = measure(scenario);
    const [digest] = probes.filter((probe) => "digest" in probe);
    run(scenario, { seed: 1, probes: [digest!] });
    expect(fingerprint()).toBe(measured(scenario).fingerprint);
  });
});

function replayMembership({ stored, life }: Recorded) {
  const live = new Set<number>();
  const started = new Set<number>();
  const holds = new Set<string>();
  const changes: { time: number; complete: boolean }[] = [];
  let firstComplete: number | null = null;
  let complete = false;
  const events = [
    ...stored.map((event) => ({ ...event, kind: "stored" as const })),
    ...life.map((event) => ({ ...event, kind: "life" as const })),
  ].sort((a, b) => a.time - b.time || (a.kind === b.kind ? 0 : a.kind === "life" ? -1 : 1));
  for (const event of events) {
    if (event.kind === "life") {
      if (event.up) live.add(event.node);
      else live.delete(event.node);
      if (event.up) started.add(event.node);
      else for (const pair of [...holds]) if (pair.startsWith(`${event.node}<`)) holds.delete(pair);
    } else if (event.info.key.startsWith("node:")) {
      holds.add(`${event.node}<${event.info.key.slice(5)}`);
    }
    const all = [...live].every((holder) => [...live].every((subject) => holds.has(`${holder}<${subject}`)));
    const now = all && started.size === nodes;
    if (now === complete) continue;
    complete = now;
    if (firstComplete === null) firstComplete = event.time;
    else changes.push({ time: event.time, complete });
  }
  return { firstComplete, changes };
}

function replayDissemination({ stored, life }: Recorded) {
  const lives = Array.from({ length: nodes + 1 }, () => [] as { from: number; to: number }[]);
  for (const { time, node, up } of life) {
    if (up) lives[node]!.push({ from: time, to: Number.POSITIVE_INFINITY });
    else lives[node]!.at(-1)!.to = time;
  }
  const versions = stored.filter(({ node, info }) => info.nodeId === node && info.peerId === 0);
  const result = { published: versions.length, complete: 0, overtaken: 0, t50: [] as number[], t100: [] as number[] };
  for (const { time, info } of versions) {
    const life = (node: number) => lives[node]!.find(({ from, to }) => from <= time && to > time);
    const candidates = Array.from({ length: nodes }, (_, index) => index + 1).filter(
      (node) => life(node) !== undefined,
    );
    const arrivals = candidates.map((node) => {
      const { from, to } = life(node)!;
      const mine = stored.filter((s) => s.node === node && s.time >= from && s.time < to && s.info.key === info.key);
      const first = mine.find((s) => s.info.value.time >= info.value.time);
      return { node, to, first };
    });
    const last = Math.max(...arrivals.map(({ first }) => first?.time ?? Number.POSITIVE_INFINITY));
    // Whoever went down before all the others had it does not count.
    const throughout = arrivals.filter(
      ({ to, first }) => to === Number.POSITIVE_INFINITY || (first !== undefined && to > last),
    );
    const times = throughout.map(({ first }) => (first?.time ?? Number.POSITIVE_INFINITY) - time).sort((a, b) => a - b);
    const t50 = times[Math.ceil(times.length * 0.5) - 1]!;
    const t100 = times.at(-1)!;
    if (Number.isFinite(t50)) result.t50.push(t50);
    if (!Number.isFinite(t100)) continue;
    result.t100.push(t100);
    result.complete++;
    if (throughout.some(({ first }) => first!.info.value.time > info.value.time)) result.overtaken++;
  }
  return result;
}
