import type { Info } from "../../src/gossip/info.ts";
import { type Handling, isPublication, type Ledger, type NodeRecord, type Publication } from "./ledger.ts";
import { must, seconds } from "./violation.ts";

const never = Number.NEGATIVE_INFINITY;

/** S4 and S5 for an info that is about to enter the ledger. */
export function checkStored(ledger: Ledger, time: number, node: NodeRecord, info: Info): void {
  const { key, value, originStamp, ttlStamp } = info;
  const what = `${key} at node ${node.id} at ${seconds(time)}`;
  must(originStamp > value.time, "stamp after value time", () => `${what}: ${originStamp} and ${value.time} (S4.3)`);
  const old = node.held(key, time + node.lead);
  const isNewer = old === null || value.time > old.value.time;
  must(
    isNewer || (value.time === old.value.time && info.hops < old.hops),
    "fresher replaces",
    () => `${what}: ${value.time}, ${info.hops} hops, over ${old!.value.time}, ${old!.hops} hops (S4.2)`,
  );
  if (isPublication(node, info)) {
    const last = ledger.published.get(node.id)?.at(-1)?.info.originStamp ?? never;
    must(originStamp > last, "origin stamps increase", () => `${what}: ${originStamp} after ${last} (S4.3)`);
    must(ttlStamp > time - node.skew, "published alive", () => `${what} expired at ${ttlStamp} (S1)`);
    return;
  }
  checkRelayed(node, info, what);
}

/** S5: it is a copy of what the peer sent, one hop farther. */
function checkRelayed(node: NodeRecord, info: Info, what: string): void {
  const found = sourceOf(node, info);
  must(found !== null, "stored comes from a message", () => what);
  const { source, message, sentAt, from } = found;
  must(info.hops === source.hops + 1, "one hop more", () => `${what}: ${info.hops} hops from ${source.hops} (S5)`);
  must(
    info.peerId === message.nodeId && info.peerId === from,
    "peer id",
    () => `${what} says it comes from node ${info.peerId}, the stream leads to node ${from} (S5)`,
  );
  const same =
    info.originStamp === source.originStamp &&
    info.ttlStamp === source.ttlStamp &&
    info.nodeId === source.nodeId &&
    info.value.time === source.value.time;
  must(same, "relayed unchanged", () => what);
  must(
    info.ttlStamp > sentAt - node.skew,
    "expired only on the way",
    () => `${what} expired at ${seconds(Number(info.ttlStamp))}, was sent at ${seconds(sentAt)} (S6)`,
  );
}

/** The copy in a message that it was made from; several messages may bring one, so that of its own peer comes first. */
function sourceOf({ handling }: NodeRecord, { key, value, peerId, hops }: Info) {
  let found: (Handling & { source: Info }) | null = null;
  for (const handled of handling) {
    const source = handled.message.delta.find((other) => other.key === key && other.value.time === value.time);
    if (source === undefined) continue;
    found = { ...handled, source };
    if (handled.from === peerId && source.hops === hops - 1) break;
  }
  return found;
}

/**
 * The prefix property: a node whose stamp for an origin is s has held, or has held something newer instead of, each info
 * of that origin with a stamp up to s that still lives. It is what makes stamps enough to know what a peer lacks.
 *
 * What the protocol itself leaves out, each for its reason:
 * 1. Infos that have expired: nobody sends them (S6).
 * 2. Infos whose origin is the node itself: its own stamp hides them from its peers (a known limitation, #34494).
 * 3. The same one step on: an origin that restarts lacks what it published in an earlier life (2), so whoever hears of its new life first
 *    has a stamp that hides the earlier ones.
 * 4. Infos that something replaced which is itself left out by 1 to 3: those who hold or held the replacement send neither.
 */
export class PrefixCheck {
  readonly #ledger: Ledger;
  /** By node and origin: how many of the origin's infos are known to be there. */
  readonly #checked = new Map<NodeRecord, Map<number, number>>();
  readonly #waiting = new Set<NodeRecord>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** The node has stored something; to be looked at when it has finished with that message. */
  changed(node: NodeRecord): void {
    this.#waiting.add(node);
  }

  check(time: number, node: NodeRecord): void {
    if (!this.#waiting.delete(node)) return;
    let checked = this.#checked.get(node);
    if (checked === undefined) {
      checked = new Map();
      this.#checked.set(node, checked);
    }
    // First all that it has heard of: an exception for one origin may lie in what it has heard of another.
    for (const [origin, stamp] of node.stamps) this.#hear(node, origin, stamp);
    for (const [origin, stamp] of node.stamps) {
      const published = this.#ledger.published.get(origin) ?? [];
      let from = checked.get(origin) ?? 0;
      for (; from < published.length && published[from]!.info.originStamp <= stamp; from++) {
        this.#checkOne(time, node, published[from]!, stamp);
      }
      checked.set(origin, from);
    }
  }

  #hear(node: NodeRecord, origin: number, stamp: number): void {
    const own = node.state.store.highWater.get(origin);
    must(own === stamp, "high-water", () => `node ${node.id} says ${own} for ${origin}, it has stored ${stamp} (S4.4)`);
    const last = this.#ledger.published.get(origin)?.findLast(({ info }) => info.originStamp <= stamp);
    if (last !== undefined) node.heardLife.set(origin, last.life);
  }

  #checkOne(time: number, node: NodeRecord, publication: Publication, stamp: number): void {
    const { key, value, originStamp, ttlStamp } = publication.info;
    if ((node.newest.get(key) ?? never) >= value.time || isLeftOut(time, node, publication)) return;
    const replaced = this.#ledger.versions
      .get(key)!
      .some((other) => other.info.value.time >= value.time && isLeftOut(time, node, other));
    must(
      replaced,
      "prefix",
      () =>
        `node ${node.id} has stamp ${stamp} for node ${publication.origin} at ${seconds(time)} and never had ${key} ` +
        `of stamp ${originStamp}, which lives until ${seconds(Number(ttlStamp))}`,
    );
  }
}

/** Exceptions 1 to 3 of the prefix property. */
export function isLeftOut(time: number, node: NodeRecord, { info, origin, life }: Publication): boolean {
  return info.ttlStamp <= time + node.lead || origin === node.id || life < (node.heardLife.get(origin) ?? 0);
}
