import { number, percentApart } from "./cells.mjs";
import { spread } from "./verdict.mjs";

/** Bytes on the wire in a window, from the messages alone to all that goes over IP. */
export function wireRecorder({ from, to }) {
  const sums = { messages: 0, protobuf: 0, compressed: 0, framed: 0, tcp: 0, ip: 0 };
  const isInside = (time) => time >= from && time < to;
  const probe = {
    wireMessage(time, _node, { messageBytes, compression, framing, tls, headers }) {
      if (!isInside(time)) return;
      const compressed = messageBytes + compression;
      sums.messages++;
      sums.protobuf += messageBytes;
      sums.compressed += compressed;
      sums.framed += compressed + framing;
      sums.tcp += compressed + framing + tls;
      sums.ip += compressed + framing + tls + headers;
    },
    wireControl(time, _node, component, bytes) {
      if (!isInside(time)) return;
      if (component !== "headers" && component !== "acknowledgements") sums.tcp += bytes;
      sums.ip += bytes;
    },
  };
  return { probe, figures: () => sums };
}

/** The rows that were recorded, in words; from which sum, and with TLS or without. */
const figures = {
  protobuf: { name: "protobuf", sum: "protobuf", transport: "grpc" },
  compressed: { name: "after gRPC's snappy compression", sum: "compressed", transport: "grpc" },
  framed: { name: "with gRPC prefix and DATA header", sum: "framed", transport: "grpc" },
  tcp: { name: "TCP payload, heartbeats included", sum: "tcp", transport: "grpc" },
  ip: { name: "IP, everything", sum: "ip", transport: "grpc" },
  "tcp-tls": { name: "TCP payload with TLS 1.3", sum: "tcp", transport: "grpc-tls" },
  "ip-tls": { name: "IP with TLS 1.3", sum: "ip", transport: "grpc-tls" },
};

/** Bytes a message, recorded and simulated. */
export function transportRows(recorded, results) {
  return recorded.map(({ figure, nodes3, nodes9 }) => {
    const { name, sum, transport } = figures[figure];
    const cells = (nodes, was) => {
      const is = spread(results[`${nodes}-${transport}`].map((run) => run[sum] / run.messages));
      return [number(was), number(is.median), percentApart(was, is.median)];
    };
    return [name, ...cells(3, nodes3), ...cells(9, nodes9)];
  });
}
