import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import type { Scenario } from "../../scenario/scenario.ts";

/** A scenario as it travels: what decides its runs, and nothing else, so that equal runs have equal bodies. */
export interface ScenarioBody {
  /** Of the text, not of its compression, which may differ from machine to machine. */
  readonly hash: string;
  /** Compressed. */
  readonly bytes: Buffer;
}

export function writeScenario(scenario: Scenario): ScenarioBody {
  // As in the key of a run: what it is called, promises and tolerates decides nothing.
  const settings: Scenario = { ...scenario, name: "", description: "", seeds: [], expect: [], tolerances: [] };
  const text = JSON.stringify(settings, (_, value) => (isUnwritable(value) ? { [marker]: written(value) } : value));
  return { hash: hashOf(text), bytes: gzipSync(text) };
}

/** Throws when the bytes are not the body of that hash. What a scenario says in detail is not looked at: a run fails on what it cannot be. */
export function readScenario({ hash, bytes }: ScenarioBody): Scenario {
  const text = gunzipSync(bytes, { maxOutputLength: maxBytes }).toString("utf8");
  if (hashOf(text) !== hash) throw new Error("the scenario is not the one that its hash names");
  const value: unknown = JSON.parse(text, (_, value) => numberIn(value) ?? value);
  outline.parse(value);
  // Not what was parsed: the key of a run also depends on the order of the members.
  return value as Scenario;
}

/** A hundred thousand nodes take ten mebibytes. */
const maxBytes = 256 * 1024 * 1024;

/** Names the one member of an object that stands for a number which JSON has no digits for. No scenario has such a member. */
const marker = "$number";
const unwritable: readonly number[] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];

function isUnwritable(value: unknown): value is number {
  return unwritable.some((number) => Object.is(number, value));
}

function written(value: number): string {
  return value === 0 ? "-0" : String(value);
}

function numberIn(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, marker)) return undefined;
  const number = Number((value as Record<string, unknown>)[marker]);
  if (!isUnwritable(number)) throw new Error("the scenario holds something that is no number");
  return number;
}

const section = z.looseObject({});
const outline = z.looseObject({
  name: z.literal(""),
  seeds: z.array(z.never()),
  duration: z.number().positive(),
  cluster: z.looseObject({ nodes: z.array(section).min(1) }),
  network: z.looseObject({ sites: z.array(z.string()).min(1), latency: z.array(z.number()) }),
  host: section,
  protocol: section,
  workload: z.array(section),
  faults: z.array(section),
  measure: section,
  expect: z.array(z.never()),
});

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
