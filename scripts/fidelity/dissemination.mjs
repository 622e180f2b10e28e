/** As in the recording: one info after the other, each at a random node, at the recording's pace from 10 s on. */
export function withSamples(scenario, recording, random) {
  const { samples, seconds, size, nodes } = recording;
  const pace = (seconds * 1e9) / samples.length;
  const published = samples.map((_, index) => ({
    infos: [{ key: `test:${index}`, size, ttl: Number.POSITIVE_INFINITY }],
    from: [1 + random.below(nodes)],
    of: null,
    at: Math.round(1e10 + index * pace),
    phase: "fixed",
    every: null,
    jitter: 0,
  }));
  return { ...scenario, workload: [...scenario.workload, ...published] };
}

/** Milliseconds from the publication of each of the infos to each of the other nodes, ascending. */
export function arrivals(count) {
  const published = [];
  /** By info: when it first came to each node. */
  const firsts = Array.from({ length: count }, () => new Map());
  const probe = {
    stored(time, node, { key, hops }) {
      if (!key.startsWith("test:")) return;
      const index = Number(key.slice("test:".length));
      if (hops === 0) published[index] = time;
      else if (!firsts[index].has(node)) firsts[index].set(node, time);
    },
  };
  // In order of arrival, as the map keeps them.
  const samples = () => firsts.map((times, index) => [...times.values()].map((at) => (at - published[index]) / 1e6));
  return { probe, samples };
}
