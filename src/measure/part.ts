import type { Time } from "../kernel/time.ts";
import type { Scope } from "../scenario/scenario.ts";
import { wildcard } from "../scenario/wildcard.ts";
import type { Probe } from "../simulation/trace.ts";

/** A part of a run: some of its keys, some of its nodes, and what happens in [from, to). */
export interface Part {
  readonly hasKey: (key: string) => boolean;
  readonly hasNode: (node: number) => boolean;
  readonly from: Time;
  readonly to: Time;
}

export const everything: Part = { hasKey: () => true, hasNode: () => true, from: 0, to: Number.POSITIVE_INFINITY };

export function partOf({ keys, nodes, from, to }: Scope): Part {
  return {
    hasKey: keys === null ? everything.hasKey : remembered(wildcard(keys)),
    hasNode: nodes === null ? everything.hasNode : among(nodes),
    from,
    to,
  };
}

/** Shows a probe no more than what happens at the nodes of the part while it lasts; of lives and the end it hears all. */
export function within({ hasNode, from, to }: Part, probe: Probe): Probe {
  const has = (time: Time, node: number) => time >= from && time < to && hasNode(node);
  const shown: Probe = {};
  const show = <Name extends Happening>(name: Name) => {
    const tell = probe[name] as ((time: Time, node: number, ...rest: unknown[]) => void) | undefined;
    if (tell === undefined) return;
    shown[name] = ((time: Time, node: number, ...rest: unknown[]) => {
      if (has(time, node)) tell.call(probe, time, node, ...rest);
    }) as Required<Probe>[Name];
  };
  for (const name of happenings) show(name);
  for (const name of ["nodeUp", "nodeDown", "ended"] as const) {
    if (probe[name] !== undefined) shown[name] = probe[name] as never;
  }
  return shown;
}

/** What happens at a node. */
const happenings = [
  "stored",
  "calledBack",
  "combined",
  "messageSent",
  "messageReceived",
  "connection",
  "wireMessage",
  "wireControl",
] as const;

type Happening = (typeof happenings)[number];

/** Keys come again and again. */
function remembered(fits: (key: string) => boolean): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      answer = fits(key);
      known.set(key, answer);
    }
    return answer;
  };
}

function among(nodes: readonly number[]): (node: number) => boolean {
  const members = new Set(nodes);
  return (node) => members.has(node);
}
