import crc32 from "crc-32";
import protobuf from "protobufjs/light.js";

/**
 * The bytes of a value as they travel: checksum (4 bytes, big-endian) | tag (1 byte) | data. The checksum covers the
 * key too, so a value under the wrong key is found out. An empty value is 5 bytes long.
 *
 * Rules: A.2.
 */
export function encodeValue(key: string, data: Uint8Array): Uint8Array {
  const rawBytes = new Uint8Array(headerSize + data.length);
  rawBytes[checksumSize] = bytesTag;
  rawBytes.set(data, headerSize);
  writeChecksum(rawBytes, computeChecksum(key, rawBytes));
  return rawBytes;
}

/**
 * Whether the bytes are a value that was made for this key. Passes without a look at the data when no checksum is
 * set, which an empty array counts as; fails when there are bytes, but fewer than a header has.
 */
export function verifyValue(key: string, rawBytes: Uint8Array): boolean {
  if (rawBytes.length === 0) return true;
  if (rawBytes.length < headerSize) return false;
  const checksum = readChecksum(rawBytes);
  return checksum === checksumNotSet || checksum === computeChecksum(key, rawBytes);
}

/**
 * The data behind the header: a view, not a copy. Empty bytes have empty data. Looks at neither checksum nor tag.
 *
 * @throws if there are bytes, but fewer than a header has
 */
export function valueData(rawBytes: Uint8Array): Uint8Array {
  if (rawBytes.length === 0) return rawBytes;
  if (rawBytes.length < headerSize) throw new Error(`invalid header size: ${rawBytes.length}`);
  return rawBytes.subarray(headerSize);
}

const checksumSize = 4;
const headerSize = 5;
/** Says that the data are plain bytes. Whatever a node gossips is, encoded messages included. */
const bytesTag = 3;
const checksumNotSet = 0;

/** CRC-32 (IEEE) over key, tag and data, as an unsigned number. */
function computeChecksum(key: string, rawBytes: Uint8Array): number {
  const checksum = crc32.buf(rawBytes.subarray(checksumSize), crc32.buf(utf8(key))) >>> 0;
  return checksum === checksumNotSet ? 1 : checksum;
}

function readChecksum(rawBytes: Uint8Array): number {
  return new DataView(rawBytes.buffer, rawBytes.byteOffset).getUint32(0);
}

function writeChecksum(rawBytes: Uint8Array, checksum: number): void {
  new DataView(rawBytes.buffer, rawBytes.byteOffset).setUint32(0, checksum);
}

function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(protobuf.util.utf8.length(text));
  protobuf.util.utf8.write(text, bytes, 0);
  return bytes;
}
