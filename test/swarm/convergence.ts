import type { MessageEnd, Probe } from "../../src/simulation/trace.ts";
import type { Ledger, NodeRecord, Publication } from "./ledger.ts";
import { isLeftOut } from "./store-checks.ts";
import { Violation } from "./violation.ts";

const pause = 500_000_000;

/**
 * Demands that at some moment from `from` on everything is as it should be: streams connect all live nodes, each of them holds the
 * descriptor of each, and of every key the newest value that was published `spread` ago or earlier. It need not last: a cull may part the
 * cluster again, and that heals too, within `wayBack` (M4, #133381).
 */
export function convergence(ledger: Ledger, options: { from: number; spread: number; wayBack: number }): Probe {
  const streams = new Map<MessageEnd["stream"], [MessageEnd | null, MessageEnd | null]>();
  const culls: { readonly time: number; readonly from: number; readonly to: number }[] = [];
  let next = options.from;
  let missing: string | null = "nothing happened";

  const look = (time: number) => {
    if (missing === null || time < next) return;
    next = time + pause;
    missing = whatIsMissing(ledger, streams, time, options.spread);
  };
  const note = (end: MessageEnd) => {
    let ends = streams.get(end.stream);
    if (ends === undefined) {
      ends = [null, null];
      streams.set(end.stream, ends);
    }
    ends[end.side] = end;
  };

  /** Was a stream between two parts of what is left culled a moment ago? */
  const isJustCulled = (time: number) => {
    const parts = partsOf(ledger, streams);
    const part = (id: number) => parts.find((members) => members.includes(id));
    return culls.some((cull) => time - cull.time < options.wayBack && part(cull.from) !== part(cull.to));
  };

  return {
    connection(time, from, event) {
      if (event.type === "culled") culls.push({ time, from, to: event.peerId });
    },
    messageSent: (_, __, ___, ____, end) => note(end),
    messageReceived(time, _, __, ___, end) {
      note(end);
      look(time);
    },
    ended(time) {
      next = time;
      look(time);
      if (missing !== null && !isJustCulled(time)) throw new Violation("convergence", missing);
    },
  };
}

type Streams = ReadonlyMap<MessageEnd["stream"], readonly [MessageEnd | null, MessageEnd | null]>;

function partsOf(ledger: Ledger, streams: Streams): number[][] {
  const edges = [...streams].filter(([, ends]) => ends.every((end) => end?.isOpen)).map(([stream]) => stream);
  return components([...ledger.nodes.values()], edges);
}

function whatIsMissing(ledger: Ledger, streams: Streams, time: number, spread: number): string | null {
  const nodes = [...ledger.nodes.values()];
  const parts = partsOf(ledger, streams);
  if (parts.length > 1) return `no streams connect ${parts.map((part) => `{${part.join(" ")}}`).join(" and ")}`;
  for (const node of nodes) {
    for (const { id } of nodes) {
      if (node.held(`node:${id}`, time) === null) return `node ${node.id} does not know node ${id}`;
    }
    for (const [key, versions] of ledger.versions) {
      const due = newestDue(time - spread, versions);
      if (due === null || (node.newest.get(key) ?? Number.NEGATIVE_INFINITY) >= due.info.value.time) continue;
      if (!mayLack(ledger, time, node, versions, due)) {
        return `node ${node.id} lacks ${key} as node ${due.origin} published it at ${due.time / 1e9} s`;
      }
    }
  }
  return null;
}

function newestDue(until: number, versions: readonly Publication[]): Publication | null {
  let newest: Publication | null = null;
  for (const version of versions) {
    if (version.time <= until && (newest === null || version.info.value.time >= newest.info.value.time))
      newest = version;
  }
  return newest;
}

/**
 * What nobody promises: that a value survives its expiry or the memory of its origin (the exceptions of the prefix property, for this version
 * or for one that replaced it: those who hold or held the replacement do not send this one).
 */
function mayLack(
  ledger: Ledger,
  time: number,
  node: NodeRecord,
  versions: readonly Publication[],
  due: Publication,
): boolean {
  return versions.some((version) => {
    if (version.info.value.time < due.info.value.time) return false;
    const originLives = ledger.nodes.get(version.origin)?.life === version.life;
    return !originLives || isLeftOut(time + node.lead, node, version);
  });
}

/** The live nodes as streams connect them, smallest id first. */
function components(nodes: readonly NodeRecord[], edges: readonly { dialler: number; listener: number }[]): number[][] {
  const parts: number[][] = [];
  const left = new Set(nodes.map(({ id }) => id));
  for (const id of left) {
    left.delete(id);
    const part = [id];
    for (const member of part) {
      for (const { dialler, listener } of edges) {
        for (const [from, to] of [
          [dialler, listener],
          [listener, dialler],
        ] as const) {
          if (from === member && left.delete(to)) part.push(to);
        }
      }
    }
    parts.push(part);
  }
  return parts;
}
