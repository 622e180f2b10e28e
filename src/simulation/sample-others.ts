import type { Random } from "../kernel/random.ts";

/**
 * `Random.sample` of all ids from 1 to `count` but `id`, without writing them down: for all nodes together that took time with the square of
 * them. Only what a draw has moved is remembered.
 */
export function sampleOthers(random: Random, options: { id: number; count: number; wanted: number }): number[] {
  const { id, count, wanted } = options;
  const moved = new Map<number, number>();
  const at = (index: number) => moved.get(index) ?? (index + 1 < id ? index + 1 : index + 2);
  const chosen: number[] = [];
  for (let rest = count - 1; rest > 0 && chosen.length < wanted; rest--) {
    const index = random.below(rest);
    chosen.push(at(index));
    moved.set(index, at(rest - 1));
  }
  return chosen;
}
