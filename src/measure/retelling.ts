import type { ConnectionEvent } from "../gossip/environment.ts";
import type { Info } from "../gossip/info.ts";
import type { Request, Response } from "../gossip/messages.ts";
import { second, type Time } from "../kernel/time.ts";
import { formatCount } from "../kernel/units.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type RunOptions, run } from "../simulation/run.ts";
import type { Probe } from "../simulation/trace.ts";
import { Hash, hearing } from "./fingerprint.ts";

/** Which events of a run: by their numbers, from 1, in the order in which the fingerprint hears them; both ends belong to it. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What a run did in a window; less of it where the run was over before. */
export interface Retelling {
  /** One for each event, that of `from` first: equal where the same happened. */
  readonly digests: Uint32Array;
  /** The first forty events in a line each: number, time, nodes, what happened. The digests cover what the lines say. */
  readonly lines: readonly string[];
}

/** A window of a run, and which run that is. */
export interface RetellingJob extends Window {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly wire: NonNullable<RunOptions["wire"]>;
}

/** Runs a scenario once more, up to the end of the window. */
export function retell(scenario: Scenario, seed: number, wire: RetellingJob["wire"], window: Window): Retelling {
  const retelling = retellingProbe(window);
  try {
    run(scenario, { seed, wire, probes: [retelling] });
  } catch (error) {
    if (error !== windowIsOver) throw error;
  }
  return retelling.retold();
}

/** Thrown right through the run, which is of no use to anybody else. */
const windowIsOver = new Error("the window is over");

/** So many lines are kept. */
const mostLines = 40;
/** Of what happened; the columns ahead of it take about as many as are missing to 150. */
const mostLetters = 112;

function retellingProbe({ from, to }: Window): Probe & { retold(): Retelling } {
  // Whatever the fingerprint hears is heard, numbered and digested by its own means, whoever adds to it.
  const hash = new Hash();
  const heard = hearing(hash);
  const digests = new Digests();
  const lines: string[] = [];

  const told = (name: Heard) => {
    const hear = heard[name] as (...event: readonly unknown[]) => void;
    const tell = tellings[name] as (...event: readonly unknown[]) => Told;
    return (time: Time, ...event: readonly unknown[]) => {
      hash.restart();
      hear(time, ...event);
      const number = hash.events;
      if (number < from) return;
      const { who, what: whole } = tell(...event);
      const what = whole.length <= mostLetters ? whole : `${whole.slice(0, mostLetters - 1)}…`;
      hash.text(who);
      hash.text(what);
      digests.push(hash.shortDigest());
      if (lines.length < mostLines) lines.push(inColumns(number, time, { who, what }));
      if (number >= to) throw windowIsOver;
    };
  };
  const names = Object.keys(heard) as Heard[];
  return {
    ...(Object.fromEntries(names.map((name) => [name, told(name)])) as Probe),
    retold: () => ({ digests: digests.all(), lines }),
  };
}

/** The names of the events. */
type Heard = keyof ReturnType<typeof hearing>;

/** Whom it happened to, and what it was. */
interface Told {
  readonly who: string;
  readonly what: string;
}

type AfterTime<Event extends readonly unknown[]> = Event extends readonly [Time, ...infer Rest] ? Rest : never;

/** What to say of each event: all by which the fingerprint, or a reader, tells it from another one. */
const tellings: { readonly [Name in Heard]: (...event: AfterTime<Parameters<Required<Probe>[Name]>>) => Told } = {
  nodeUp: (node) => ({ who: `${node}`, what: "is up" }),
  nodeDown: (node) => ({ who: `${node}`, what: "is down" }),
  stored: (node, info) => ({
    who: `${node}`,
    what: `${info.peerId === 0 ? "publishes" : "stores"} ${infoInWords(info)}`,
  }),
  messageSent: (node, message, to) => ({ who: `${node} → ${to}`, what: messageInWords(message) }),
  messageReceived: (node, message, from) => ({ who: `${node} ← ${from}`, what: messageInWords(message) }),
  connection: (node, event) => ({ who: `${node}`, what: connectionInWords(event) }),
  wireMessage: (node, { messageBytes, compression, framing, tls, headers }) => {
    const parts = { message: messageBytes, compression, framing, tls, headers };
    const bytes = messageBytes + compression + framing + tls + headers;
    return { who: `${node}`, what: `${withBytes("wire", bytes)}: ${partsInWords(parts)}` };
  },
  wireControl: (node, component, bytes) => ({ who: `${node}`, what: `${withBytes("wire", bytes)}: ${component}` }),
  fault: (_, active, words) => ({ who: "", what: `${words} ${active ? "begins" : "is over"}` }),
  ended: () => ({ who: "", what: "the run ends" }),
};

function infoInWords({ key, length, nodeId, hops, peerId, value }: Info): string {
  const from = peerId === 0 ? "" : `, from ${peerId}`;
  const made = `of node ${nodeId} at ${exactTime(Number(value.time))}`;
  return `${shortened(key)}, ${length} B ${made}, ${hops} ${hops === 1 ? "hop" : "hops"}${from}`;
}

function messageInWords(message: Request | Response): string {
  const { kind, length, lengths, stamps, delta } = message;
  const { infos, identity, envelope } = lengths;
  const counts = { infos: delta.length, stamps: stamps.count };
  const bytes = partsInWords({ infos, stamps: lengths.stamps, identity, envelope }, counts);
  const details: string[] = [];
  if ("alternate" in message && message.alternate !== null) details.push(`to node ${message.alternate.nodeId}`);
  if (delta.length > 0) details.push(keysInWords(delta));
  return [`${withBytes(kind, length)}: ${bytes}`, ...details].join("; ");
}

/** What has a size, so that sizes stand in line. */
function withBytes(what: string, bytes: number): string {
  return `${what.padEnd(16)}${formatCount(bytes).padStart(8)} B`;
}

/** Those that are not zero, some with the number of things that they are for. */
function partsInWords(parts: Readonly<Record<string, number>>, counts: Readonly<Record<string, number>> = {}): string {
  return Object.entries(parts)
    .filter(([, bytes]) => bytes !== 0)
    .map(([part, bytes]) => `${part} ${formatCount(bytes)}${part in counts ? ` (${counts[part]})` : ""}`)
    .join(", ");
}

/** Only the first few are named. */
const mostKeys = 3;

function keysInWords(delta: readonly Info[]): string {
  const keys = delta.slice(0, mostKeys).map(({ key }) => shortened(key));
  return `${keys.join(" ")}${delta.length > mostKeys ? " …" : ""}`;
}

/** Keys longer than this are cut in the middle, where they differ least. */
const longestKey = 25;

function shortened(key: string): string {
  if (key.length <= longestKey) return key;
  const half = (longestKey - 1) / 2;
  return `${key.slice(0, half)}…${key.slice(-half)}`;
}

function connectionInWords(event: ConnectionEvent): string {
  switch (event.type) {
    case "dialled":
      return `dials ${event.address} (${event.cause})`;
    case "hung-up":
      return `hangs up on ${event.peerId === 0 ? event.address : `${event.peerId} at ${event.address}`}: ${event.reason}`;
    case "accepted":
      return `accepts ${event.peerId}`;
    case "refused":
      return `refuses ${event.peerId}, who may go to ${event.alternateId}`;
    case "duplicate":
      return `has ${event.peerId} already, a duplicate`;
    case "left":
      return `is left by ${event.peerId}`;
    case "culled":
      return `culls ${event.peerId}`;
    default:
      return event satisfies never;
  }
}

/** In columns that are as wide whatever the run, so that lines of two runs stand in line. */
function inColumns(number: number, time: Time, { who, what }: Told): string {
  return `${formatCount(number).padStart(9)}  ${exactTime(time).padStart(14)}  ${who.padEnd(9)}  ${what}`;
}

/** All nanoseconds: `1.018302733 s`. */
function exactTime(time: Time): string {
  const whole = Math.floor(time / second);
  return `${whole}.${String(time - whole * second).padStart(9, "0")} s`;
}

/** Numbers only, as a window may be of millions. */
class Digests {
  #numbers = new Uint32Array(1024);
  #count = 0;

  push(digest: number): void {
    if (this.#count === this.#numbers.length) {
      const twice = new Uint32Array(2 * this.#count);
      twice.set(this.#numbers);
      this.#numbers = twice;
    }
    this.#numbers[this.#count++] = digest;
  }

  /** In an array of just that length, which is cheap to hand over. */
  all(): Uint32Array {
    return this.#numbers.slice(0, this.#count);
  }
}
