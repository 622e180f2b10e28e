/**
 * What a transport adds to a message, in bytes at the IP layer, and what its handshakes, heartbeats and acknowledgements cost.
 *
 * Sources: gRPC over HTTP/2 (5-byte message prefix; 9-byte DATA frame header, frames of at most 16,384 bytes, RFC 9113 4.1 and 4.2;
 * RST_STREAM 13 bytes); TCP over IPv4 with the timestamp option, 52 bytes a segment, 60 for SYN, 1,448 bytes of payload in a 1,500-byte packet;
 * TLS 1.3 records, 22 bytes each, of at most 16,384 bytes (RFC 8446 5.1 and 5.2). A heartbeat of about 80 bytes each way is what captures of the
 * original show. Ethernet headers are not counted.
 */
export interface Overhead {
  /** gRPC and HTTP/2 around a message that travels as so many bytes. */
  framing(bytes: number): number;
  /** TLS records around so many bytes. */
  tls(bytes: number): number;
  /** TCP/IP headers of the segments that so many bytes take. */
  headers(bytes: number): number;
  /** Beside the first message of a stream. */
  readonly openStream: number;
  readonly endStream: PacketCost;
  readonly reset: PacketCost;
  /** An acknowledgement that travels alone; 0 when none does. */
  readonly acknowledgement: number;
  /** Round trips before the first stream can open. */
  readonly handshake: readonly { readonly there: PacketCost; readonly back: PacketCost }[];
  readonly heartbeat: PacketCost;
}

/** A packet of the transport's own. One that carries nothing, such as a SYN, is all content: it is sent for its own sake. */
export interface PacketCost {
  readonly content: number;
  readonly tls: number;
  readonly headers: number;
}

/** Whose bytes are counted, and which of them. What is not counted costs no byte and takes its round trips all the same. */
export interface Counted {
  readonly kind: "none" | "grpc" | "grpc-tls";
  /** TCP/IP headers, and with them the packets that are nothing else: SYN, reset, acknowledgements. */
  readonly headers?: boolean;
  readonly acknowledgements?: boolean;
  /** All that opens and ends connections and streams. */
  readonly handshakes?: boolean;
  readonly heartbeats?: boolean;
}

const segmentHeaders = 52;
const segmentPayload = 1448;
/** A segment that carries as much as it can: of two of them at most one waits to be acknowledged. */
export const fullSegment = segmentHeaders + segmentPayload;
const syn = 60;
const grpcPrefix = 5;
const frameHeader = 9;
const framePayload = 16_384;
const tlsRecord = 22;
const tlsPayload = 16_384;
const heartbeatContent = 80;

/** HTTP/2 connection preface (24 bytes) and an empty SETTINGS frame. */
const preface = 24 + frameHeader;
/** HEADERS frame of a gRPC call: method, path, content type, user agent, mostly from HPACK's static table. */
const streamHeaders = frameHeader + 100;

const nothing: PacketCost = { content: 0, tls: 0, headers: 0 };

export function overheadOf(counted: Counted): Overhead {
  const { kind, acknowledgements = true, handshakes = true, heartbeats = true } = counted;
  if (kind === "none") return none;
  const isEncrypted = kind === "grpc-tls";
  const headersOf = (counted.headers ?? true) ? segmentHeaders : 0;
  const tls = (bytes: number) => (isEncrypted ? tlsRecord * Math.ceil(bytes / tlsPayload) : 0);
  const headers = (bytes: number) => headersOf * Math.ceil(bytes / segmentPayload);
  const packet = (content: number): PacketCost => ({
    content,
    tls: tls(content),
    headers: headers(content + tls(content)),
  });
  const bare = (bytes: number): PacketCost => (headersOf > 0 ? { content: bytes, tls: 0, headers: 0 } : nothing);
  // The handshake of TLS has records of its own, which its figures contain.
  const plain = (content: number): PacketCost => ({ content, tls: 0, headers: headers(content) });
  const roundTrips = [
    { there: bare(syn), back: bare(syn) },
    // One round trip more: ClientHello against the server's certificate and Finished (about 2 kB with a chain of two).
    ...(isEncrypted ? [{ there: plain(300), back: plain(2_000) }] : []),
    // The first heartbeat, which the original waits for (its RPC layer's rule).
    { there: packet(preface + streamHeaders + heartbeatContent), back: packet(preface + heartbeatContent) },
  ];
  return {
    framing: (bytes) => grpcPrefix + frameHeader * Math.ceil((bytes + grpcPrefix) / framePayload),
    tls,
    headers,
    openStream: handshakes ? streamHeaders : 0,
    endStream: handshakes ? packet(frameHeader + 4) : nothing,
    reset: handshakes ? bare(segmentHeaders) : nothing,
    acknowledgement: acknowledgements ? headersOf : 0,
    handshake: handshakes ? roundTrips : roundTrips.map(() => ({ there: nothing, back: nothing })),
    heartbeat: heartbeats ? packet(heartbeatContent) : nothing,
  };
}

const none: Overhead = {
  framing: () => 0,
  tls: () => 0,
  headers: () => 0,
  openStream: 0,
  endStream: nothing,
  reset: nothing,
  acknowledgement: 0,
  handshake: [],
  heartbeat: nothing,
};
