import { z } from "zod";
import { figures } from "../../scenario/figures.ts";
import { maxSeed } from "../seeds.ts";

// What travels through the server, which others may write to as well: nothing is used before it has been read with one of these.

/** A run to do. */
export const runRequest = z.object({
  /** Hash of its scenario. */
  scenario: z.string().regex(/^[\da-f]{32}$/),
  seed: z.int().min(0).max(maxSeed),
});
export type RunRequest = z.infer<typeof runRequest>;

/** Words of another machine, for a terminal: without what would steer it. */
const words = (length: number) => z.string().transform((text) => text.slice(0, length).replace(/[^\P{C}\n]/gu, " "));

const value = z.number().nullable();

/** What became of a run. */
export const runOutcome = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("done"),
    summary: z.object({
      fingerprint: z.string().regex(/^[\da-f]{1,64}$/),
      figures: z.object(Object.fromEntries(figures.map(({ name }) => [name, value]))),
      events: z.int().min(0),
      milliseconds: z.number().min(0),
    }),
  }),
  /** `stack`: null for the user's mistake. */
  z.object({
    kind: z.literal("failed"),
    lines: z.array(words(500)).min(1).max(20),
    stack: words(5000).nullable(),
  }),
  /** Its scenario is no longer on the server. */
  z.object({ kind: z.literal("gone") }),
]);
export type RunOutcome = z.infer<typeof runOutcome>;

/** How far a run is: virtual time in nanoseconds, share of membership known. */
export const runProgress = z.object({ time: z.number().min(0), membership: z.number().min(0).max(1) });
export type RunProgress = z.infer<typeof runProgress>;

/** Somebody at the queue: a worker, or a study that waits for its runs. */
export const participant = z.object({ id: words(64), name: words(100), engine: words(64) });
export type Participant = z.infer<typeof participant>;
