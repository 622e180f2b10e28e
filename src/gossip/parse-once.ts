import { valueData } from "./checksum.ts";

/**
 * Makes a parser of stored values out of one of their data. Null for what cannot be parsed: a peer's mistake must not stop this node. Values
 * are immutable and shared by all nodes of a process, so each is parsed once.
 *
 * Rules: D1, K6 (what a callback makes of a value).
 */
export function parseOnce<T>(parse: (data: Uint8Array) => T | null): (rawBytes: Uint8Array) => T | null {
  const parsed = new WeakMap<Uint8Array, T | null>();
  const parseNow = (rawBytes: Uint8Array): T | null => {
    try {
      return parse(valueData(rawBytes));
    } catch {
      return null;
    }
  };
  return (rawBytes) => {
    let result = parsed.get(rawBytes);
    if (result === undefined) {
      result = parseNow(rawBytes);
      parsed.set(rawBytes, result);
    }
    return result;
  };
}
