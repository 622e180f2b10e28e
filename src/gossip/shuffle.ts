/**
 * The items in an order drawn at random (Fisher and Yates), for what the original leaves to the order of a Go map (B.15). The list
 * itself is left as it is.
 *
 * Rules: B.15.
 */
export function shuffled<T>(items: readonly T[], uniform: () => number): readonly T[] {
  if (items.length < 2) return items;
  const result = [...items];
  for (let rest = result.length; rest > 1; rest--) {
    const chosen = Math.floor(uniform() * rest);
    const last = result[rest - 1]!;
    result[rest - 1] = result[chosen]!;
    result[chosen] = last;
  }
  return result;
}
