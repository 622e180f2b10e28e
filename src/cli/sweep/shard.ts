import { UserError } from "../user-error.ts";

/** One of several equal parts of a sweep's runs. */
export interface Shard {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** `--shard 3/16` */
export function parseShard(text: string): Shard {
  const [, number, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (number !== undefined && count !== undefined && number >= 1 && number <= count) return { number, count };
  throw new UserError(`--shard: expected which of how many, as in 3/16, found ${JSON.stringify(text)}`);
}

/** Whether the part has the run of a point with the so-manieth seed: neighbours, and one point's runs, go to different parts. */
export function isInShard({ number, count }: Shard, point: number, seedIndex: number): boolean {
  return (point + seedIndex) % count === number - 1;
}
