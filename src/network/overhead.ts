/**
 * What a transport adds to a message, in bytes at the IP layer, and what its handshakes and heartbeats cost.
 *
 * Sources: gRPC over HTTP/2 (5-byte message prefix; 9-byte DATA frame header, frames of at most 16,384 bytes, RFC 9113 4.1 and 4.2;
 * RST_STREAM 13 bytes); TCP over IPv4 with the timestamp option, 52 bytes a segment, 60 for SYN, 1,448 bytes of payload in a 1,500-byte packet;
 * TLS 1.3 records, 22 bytes each (RFC 8446 5.2). A heartbeat of about 80 bytes each way is what captures of the original show.
 * Not counted: acknowledgements that travel alone, Ethernet headers, compression.
 */
export interface Overhead {
  /** Bytes beside the message itself: `framing` above TCP, `headers` of TCP/IP. */
  message(bytes: number): { readonly framing: number; readonly headers: number };
  /** Bytes of the packet that opens (beside the first message), ends or resets a stream or connection. */
  readonly openStream: number;
  readonly endStream: number;
  readonly reset: number;
  /** Round trips before the first stream can open: bytes there and back of each. */
  readonly handshake: readonly { readonly there: number; readonly back: number }[];
  /** Bytes of a heartbeat each way. */
  readonly heartbeat: number;
}

const segmentHeaders = 52;
const segmentPayload = 1448;
const syn = 60;
const grpcPrefix = 5;
const frameHeader = 9;
const framePayload = 16_384;
const tlsRecord = 22;
const heartbeatPayload = 80;

/** HTTP/2 connection preface (24 bytes) and an empty SETTINGS frame. */
const preface = 24 + frameHeader;
/** HEADERS frame of a gRPC call: method, path, content type, user agent, mostly from HPACK's static table. */
const streamHeaders = frameHeader + 100;

const none: Overhead = {
  message: () => ({ framing: 0, headers: 0 }),
  openStream: 0,
  endStream: 0,
  reset: 0,
  handshake: [],
  heartbeat: 0,
};

function grpc(record: number, hello: readonly { there: number; back: number }[]): Overhead {
  const packet = (payload: number) => {
    const total = payload + record;
    return total + segmentHeaders * Math.ceil(total / segmentPayload);
  };
  return {
    message(bytes) {
      const framing = grpcPrefix + frameHeader * Math.ceil((bytes + grpcPrefix) / framePayload) + record;
      return { framing, headers: segmentHeaders * Math.ceil((bytes + framing) / segmentPayload) };
    },
    // Travels in the same packet as the first message.
    openStream: streamHeaders,
    endStream: packet(frameHeader + 4),
    reset: segmentHeaders,
    handshake: [
      { there: syn, back: syn },
      ...hello,
      // The third part of TCP's handshake goes with the first heartbeat, which the original waits for (its RPC layer's rule).
      {
        there: packet(preface + streamHeaders + heartbeatPayload),
        back: packet(preface + heartbeatPayload),
      },
    ],
    heartbeat: packet(heartbeatPayload),
  };
}

export const overheads: Readonly<Record<"none" | "grpc" | "grpc-tls", Overhead>> = {
  none,
  grpc: grpc(0, []),
  // One round trip more: ClientHello against the server's certificate and Finished (about 2 kB with a chain of two).
  "grpc-tls": grpc(tlsRecord, [{ there: 300 + segmentHeaders, back: 2_000 + 2 * segmentHeaders }]),
};
