/**
 * A value of `size` bytes that starts with a counter, so that successive ones differ, and goes on with noise of its own for each key: values that are
 * alike would be compressed to nothing.
 */
export function filledValue(size: number, counter: number, key = ""): Uint8Array {
  const data = new Uint8Array(size);
  let rest = counter;
  for (let i = 0; i < Math.min(size, 6); i++) {
    data[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  let noise = counter;
  for (let i = 0; i < key.length; i++) noise = Math.imul(noise ^ key.charCodeAt(i), 0x01000193);
  for (let i = 6; i < size; i++) {
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) | 0;
    data[i] = noise >>> 24;
  }
  return data;
}
