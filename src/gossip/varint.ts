/**
 * Bytes of a protobuf varint of a whole number below 2^53; negative int32 take 10.
 *
 * Rules: A.1, A.4.
 */
export function varintLength(value: number): number {
  // Nearly all are node ids and lengths.
  if (value < 1 << 7) return value < 0 ? 10 : 1;
  if (value < 1 << 14) return 2;
  if (value < 1 << 21) return 3;
  if (value < 1 << 28) return 4;
  let length = 5;
  for (let rest = value / 34_359_738_368; rest >= 1; rest /= 128) length++;
  return length;
}

/** Bytes of an int64's varint; the ten of a negative one carry its two's complement. */
export function int64VarintLength(value: bigint): number {
  let length = 1;
  for (let rest = BigInt.asUintN(64, value); rest >= 128n; rest >>= 7n) length++;
  return length;
}

/** Bytes of a length-delimited field with a one-byte tag. */
export function fieldLength(payload: number): number {
  return 1 + varintLength(payload) + payload;
}

/** Bytes of the UTF-8 form of a string; a lone surrogate counts as the replacement character. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    length += unit < 0x800 ? 1 : 2;
    // A pair takes 4 bytes: 1 for each of its two units and 2 more.
    if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) i++;
  }
  return length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

/** Order of the UTF-8 bytes, in which the original marshals map entries. Differs from `<` on surrogates only. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const highX = x >= 0xd800 && x < 0xe000;
    const highY = y >= 0xd800 && y < 0xe000;
    return highX === highY ? x - y : highX ? 1 : -1;
  }
  return a.length - b.length;
}
