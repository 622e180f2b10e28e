/** The framing format's stream identifier, which each gRPC message starts with, and what stands before each chunk: header and CRC-32C. */
const streamIdentifier = 10;
const chunkHead = 4 + 4;
const chunkData = 65_536;

/** Native code, which a machine may lack; only runs that compress miss it. */
const library = await import("snappy").catch(() => null);

/**
 * How long a message is after gRPC's compression by snappy, in bytes: the framing format (google/snappy, framing_format.txt) as Go's library
 * writes it, which leaves a chunk as it is unless that saves an eighth. An encoder is free in which repetitions it finds; this one, Rust's,
 * finds the same as Go's (docs/decisions.md).
 */
export function framedSnappyLength(data: Uint8Array): number {
  if (library === null)
    throw new Error("the package snappy is not installed for this machine: run without compression");
  if (data.length === 0) return 0;
  let length = streamIdentifier;
  for (let at = 0; at < data.length; at += chunkData) {
    const chunk = data.subarray(at, at + chunkData);
    const compressed = library.compressSync(chunk).length;
    const pays = compressed < chunk.length - Math.floor(chunk.length / 8);
    length += chunkHead + (pays ? compressed : chunk.length);
  }
  return length;
}
