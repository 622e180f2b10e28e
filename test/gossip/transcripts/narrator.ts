import type { ConnectionEvent } from "../../../src/gossip/environment.ts";
import { byKey, type Info } from "../../../src/gossip/info.ts";
import type { InfoStore } from "../../../src/gossip/infostore.ts";
import type { Request, Response } from "../../../src/gossip/messages.ts";
import { never, type Stamp } from "../../../src/gossip/stamp.ts";
import { assert } from "../../../src/kernel/assert.ts";
import { second, type Time } from "../../../src/kernel/time.ts";
import { formatDuration } from "../../../src/kernel/units.ts";
import type { Host } from "../../../src/simulation/host.ts";
import type { Probe } from "../../../src/simulation/trace.ts";

/** How much is told: all; what happens to connections and nodes; nothing. */
export type Detail = "everything" | "connections" | "nothing";

/** A stored value without data: checksum and tag (A.2). In a `node:` key, a tombstone. */
const emptyValue = 5;

/** A delta that a node is taking in. Nearer is what it had already and gets over fewer hops now (S4.2). */
interface Taking {
  readonly node: number;
  readonly from: number;
  readonly keys: readonly string[];
  readonly learnt: Set<string>;
  readonly nearer: Set<string>;
}

/** Puts what nodes do into words, one line for each thing. README.md beside this says how to read them. */
export class Narrator implements Probe {
  detail: Detail = "everything";
  #lines: string[] = [];
  /** How many infos a node has published in all its lives. */
  readonly #published = new Map<number, number>();
  /** An origin's stamp, as the number of the info that bears it. */
  readonly #numbers = new Map<string, number>();
  /** By node and key, the stamp of the info that it holds, or held until it expired. */
  readonly #held = new Map<number, Map<string, Stamp>>();
  #taking: Taking | null = null;
  readonly #seen = new WeakMap<Host, { stalled: boolean; maxPeers: number }>();

  /** What has happened since the last call. */
  takeLines(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  /** An answer to a command, told in any case. */
  show(text: string): void {
    this.#lines.push(`  ${text}`);
  }

  messageSent(time: Time, node: number, message: Request | Response, to: number): void {
    this.#say(time, `${node} → ${to}  ${this.#message(message)}`, "everything");
  }

  /** A node begins anew, with an empty store. */
  nodeUp(_time: Time, node: number): void {
    this.#held.set(node, new Map());
  }

  messageReceived(_time: Time, node: number, { delta }: Request | Response, from: number): void {
    this.#taking = { node, from, keys: delta.map(({ key }) => key), learnt: new Set(), nearer: new Set() };
  }

  stored(time: Time, node: number, info: Info): void {
    const held = this.#held.get(node)!;
    if (info.peerId === 0) {
      const number = (this.#published.get(node) ?? 0) + 1;
      this.#published.set(node, number);
      this.#numbers.set(`${node} ${info.originStamp}`, number);
      this.#say(time, `${node} publishes ${this.#info(info)}${lifeOf(info)}`, "everything");
    } else {
      const { learnt, nearer } = this.#taking!;
      (held.get(info.key) === info.originStamp ? nearer : learnt).add(info.key);
    }
    held.set(info.key, info.originStamp);
  }

  combined(time: Time, node: number, received: number, fresh: number): void {
    const { from, keys, learnt, nearer } = this.#taking!;
    const isThatOne = this.#taking!.node === node && received === keys.length && fresh === learnt.size + nearer.size;
    assert(isThatOne, () => `node ${node} takes in another message than the one it received last`);
    // In the order of the message; the one in which the node takes them in is drawn (B.15).
    const list = (what: string, is: (key: string) => boolean) => {
      const some = keys.filter(is);
      return some.length === 0 ? [] : [`${what} ${some.join(", ")}`];
    };
    const parts = [
      ...list("learns", (key) => learnt.has(key)),
      ...list("nearer", (key) => nearer.has(key)),
      ...list("knew", (key) => !learnt.has(key) && !nearer.has(key)),
    ];
    this.#say(time, `${node} ← ${from}  ${parts.join("; ")}`, "everything");
  }

  connection(time: Time, node: number, event: ConnectionEvent): void {
    this.#say(time, `${node} ${happening(event)}`, "connections");
  }

  connected(time: Time, node: number): void {
    this.#say(time, `${node} is connected`, "connections");
  }

  storage(time: Time, node: number, what: "read" | "write", addresses: readonly string[]): void {
    const which = addresses.length === 0 ? "no addresses" : addresses.map(host).join(", ");
    this.#say(time, `${node} ${what === "read" ? "has persisted" : "persists"} ${which}`, "connections");
  }

  /** Called after each event: tells what has changed in a node's state and is no event of its own. */
  look(time: Time, hosts: Iterable<Host>): void {
    for (const host of hosts) {
      const now = { stalled: host.gossip.isStalled, maxPeers: host.gossip.outgoing.maxSize };
      const before = this.#seen.get(host) ?? { stalled: false, maxPeers: now.maxPeers };
      this.#seen.set(host, now);
      if (now.stalled !== before.stalled) {
        this.#say(time, `${host.id} is ${now.stalled ? "stalled" : "stalled no longer"}`, "connections");
      }
      if (now.maxPeers !== before.maxPeers) {
        this.#say(time, `${host.id} may have ${now.maxPeers} peers each way`, "connections");
      }
    }
  }

  /** `key 2#7 h1`: the seventh info that node 2 has published, one hop from there. */
  #info(info: Info): string {
    const tombstone = info.key.startsWith("node:") && info.value.bytes.length === emptyValue ? " (tombstone)" : "";
    const hops = info.hops === 0 ? "" : ` h${info.hops}`;
    return `${info.key}${tombstone} ${this.#stamp(info.nodeId, info.originStamp)}${hops}`;
  }

  #stamp(nodeId: number, stamp: Stamp): string {
    return `${nodeId}#${this.#numbers.get(`${nodeId} ${stamp}`) ?? "?"}`;
  }

  #stamps(entries: Iterable<readonly [number, Stamp]>): string {
    const stamps = Array.from(entries, ([nodeId, stamp]) => this.#stamp(nodeId, stamp));
    return stamps.length === 0 ? "no stamps" : `stamps ${stamps.join(" ")}`;
  }

  /** All that a node knows, a line for its stamps and one for each info. */
  contents(store: InfoStore): string[] {
    const infos = store.held().sort(byKey);
    return [this.#stamps(store.highWater.snapshot(null).entries()), ...infos.map((info) => this.#content(info))];
  }

  #content(info: Info): string {
    const via = info.peerId === 0 ? "" : ` via ${info.peerId}`;
    const until = info.ttlStamp === never ? "" : `, until ${clock(Number(info.ttlStamp)).trim()}`;
    return `${this.#info(info)}${via}${until}`;
  }

  #say(time: Time, text: string, detail: Exclude<Detail, "nothing">): void {
    if (this.detail === "everything" || this.detail === detail) this.#lines.push(`${clock(time)}  ${text}`);
  }

  #message(message: Request | Response): string {
    const { kind, delta, stamps } = message;
    const parts: string[] = [kind];
    if (delta.length > 0) parts.push(`{${delta.map((info) => this.#info(info)).join(", ")}}`);
    if ("alternate" in message && message.alternate !== null) {
      parts.push(`to node ${message.alternate.nodeId} at ${host(message.alternate.address)}`);
    } else {
      parts.push(this.#stamps(stamps.entries()));
    }
    if ("identity" in message && message.identity !== null) parts.push(...cluster(message.identity.clusterId));
    return parts.join("  ");
  }
}

function lifeOf({ ttlStamp, value }: Info): string {
  return ttlStamp === never ? "" : ` for ${formatDuration(Number(ttlStamp) - Number(value.time))}`;
}

function happening(event: ConnectionEvent): string {
  switch (event.type) {
    case "dialled":
      return `dials ${host(event.address)} (${event.cause})`;
    case "accepted":
      return `accepts ${event.peerId}`;
    case "refused":
      return `is full and refuses ${event.peerId}`;
    case "duplicate":
      return `has ${event.peerId} already and hangs up`;
    case "left":
      return `lets ${event.peerId} go`;
    case "culled":
      return `culls ${event.peerId}`;
    case "hung-up":
      return `is done with ${host(event.address)}: ${event.reason.replaceAll(":26257", "")}`;
    default:
      return event satisfies never;
  }
}

/** `   0.012 s`, to the millisecond. */
function clock(time: Time): string {
  return `${(time / second).toFixed(3).padStart(8)} s`;
}

/** Addresses without their port, which is everywhere the same. */
function host(address: string): string {
  return address.replace(":26257", "");
}

function cluster(id: Uint8Array): string[] {
  const letters = [...id].filter((byte) => byte !== 0);
  return letters.length === 0 ? [] : [`cluster ${String.fromCharCode(...letters)}`];
}
