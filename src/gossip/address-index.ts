const indices = new Map<string, number>();

/**
 * A number for each address that the process has heard of, from 0: what keeps something by address finds it in an array (id-map.ts) instead of in a map of
 * texts. Different from run to run, and nothing's order may depend on it.
 *
 * Rules: D3, D5, H1 (what they keep by address).
 */
export function addressIndex(address: string): number {
  let index = indices.get(address);
  if (index === undefined) {
    index = indices.size;
    indices.set(address, index);
  }
  return index;
}
