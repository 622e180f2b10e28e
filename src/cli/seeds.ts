import { UserError } from "./user-error.ts";

export const maxSeed = 4_294_967_295;
const maxCount = 100_000;

/** What `--seed` and `--seeds` say; null when neither is given. */
export function readSeeds(seed: string | undefined, seeds: string | undefined): readonly number[] | null {
  if (seed !== undefined && seeds !== undefined) throw new UserError("expected either --seed or --seeds, found both");
  if (seed !== undefined) return parseSeed(seed);
  return seeds === undefined ? null : parseSeeds(seeds);
}

/** `--seed 7` */
function parseSeed(text: string): readonly number[] {
  return [seedOf(text, "--seed")];
}

/** `--seeds 20` for the seeds 1 to 20, `--seeds 1,7,9` for these. */
function parseSeeds(text: string): readonly number[] {
  if (!text.includes(",")) {
    const count = wholeNumber(text);
    if (count === null || count < 1 || count > maxCount) {
      throw new UserError(
        `--seeds: expected how many (1 to ${maxCount}) or a list such as 1,7,9, found ${JSON.stringify(text)}`,
      );
    }
    return Array.from({ length: count }, (_, index) => index + 1);
  }
  const seeds = text.split(",").map((item) => seedOf(item.trim(), "--seeds"));
  const twice = seeds.find((seed, index) => seeds.indexOf(seed) < index);
  if (twice !== undefined) throw new UserError(`--seeds: the seed ${twice} stands there twice`);
  return seeds;
}

function seedOf(text: string, option: string): number {
  const seed = wholeNumber(text);
  if (seed !== null && seed <= maxSeed) return seed;
  throw new UserError(`${option}: expected a whole number from 0 to ${maxSeed}, found ${JSON.stringify(text)}`);
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
