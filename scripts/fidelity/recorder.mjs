/**
 * Counts in a simulated run what was counted when the original was recorded, in the same way: messages, bytes and infos at the sender, joining
 * from the first start until every node holds the descriptor of every node, the steady state over a window. Times in nanoseconds.
 */
export function recorder({ nodes, from, to }) {
  const counts = emptyCounts();
  const states = new Map();
  /** By holder: the hops of each `node:` info it has. */
  const hops = Array.from({ length: nodes + 1 }, () => new Map());
  let pairs = 0;
  let firstStart = null;
  let joining = null;
  let completing = false;
  let later = null;
  let before = null;
  let steady = null;

  /** Connections as their clients see them, those that are still coming up included; a loopback is none. */
  const edges = () => {
    let sum = 0;
    for (const [node, state] of states) sum += state.clientPeers().filter((peer) => peer !== node).length;
    return sum;
  };
  /** How many (holder, subject) pairs are at each distance. */
  const hopCounts = () => {
    const all = [];
    for (const held of hops) for (const distance of held.values()) all[distance] = (all[distance] ?? 0) + 1;
    return Array.from(all, (count) => count ?? 0);
  };
  const marks = [
    [laterTime, () => (later = { laterEdges: edges(), laterRefused: counts.refused })],
    [from, () => (before = structuredClone(counts))],
    [to, () => (steady = { ...since(before, counts), edges: edges(), refusedEver: counts.refused, hops: hopCounts() })],
  ].sort((a, b) => a[0] - b[0]);
  const pass = (time) => {
    while (marks.length > 0 && marks[0][0] <= time) marks.shift()[1]();
  };

  const probe = {
    nodeUp(_time, node, state) {
      states.set(node, state);
    },
    stored(time, node, info) {
      pass(time);
      firstStart ??= time;
      if (info.nodeId === node && info.peerId === 0) counts.adds++;
      if (!info.key.startsWith("node:")) return;
      if (!hops[node].has(info.key)) pairs++;
      hops[node].set(info.key, info.hops);
      if (joining !== null || pairs < nodes * nodes) return;
      const { messages, bytes, infos, refused } = counts;
      joining = { milliseconds: (time - firstStart) / 1e6, refused, messages, bytes, infos };
      Object.assign(joining, { edges: edges(), maxHops: hopCounts().length - 1 });
      completing = true;
    },
    messageSent(time, _node, { kind, length, delta }) {
      pass(time);
      counts.messages++;
      counts.bytes += length;
      counts.infos += delta.length;
      const ofKind = counts.kinds[kind];
      if (ofKind === undefined) return;
      ofKind.messages++;
      ofKind.bytes += length;
      ofKind.infos += delta.length;
    },
    combined(time, _node, received, fresh) {
      pass(time);
      counts.received += received;
      counts.fresh += fresh;
      // Told after its infos were stored: the delta that completed the joining counts too.
      if (completing) Object.assign(joining, { received: counts.received, fresh: counts.fresh });
      completing = false;
    },
    connection(time, _node, { type }) {
      pass(time);
      if (type === "refused") counts.refused++;
    },
    ended: pass,
  };

  return {
    probe,
    figures() {
      return {
        joining: joining === null ? null : { nodes, ...joining, ...later },
        steady: { nodes, seconds: (to - from) / 1e9, ...steady },
      };
    },
  };
}

/** When edges and refusals are looked at again after joining. */
const laterTime = 4.5e9;

const emptyCounts = () => ({
  messages: 0,
  bytes: 0,
  infos: 0,
  received: 0,
  fresh: 0,
  adds: 0,
  refused: 0,
  kinds: {
    "request-delta": { messages: 0, bytes: 0, infos: 0 },
    "response-delta": { messages: 0, bytes: 0, infos: 0 },
    "response-ack": { messages: 0, bytes: 0, infos: 0 },
  },
});

function since(before, after) {
  const entries = Object.entries(after).map(([name, value]) => [
    name,
    typeof value === "number" ? value - before[name] : since(before[name], value),
  ]);
  return Object.fromEntries(entries);
}
