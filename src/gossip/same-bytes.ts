/**
 * Whether two values, or two cluster ids, are the same.
 *
 * Rules: S4.5, V1.
 */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && a.every((byte, index) => byte === b[index]));
}
