import { number } from "./cells.mjs";
import { spread } from "./verdict.mjs";

/**
 * Each recorded row: its words, whether TLS was on, and its bytes from a run's messages and `bytes.wire` (src/measure/measurements.ts); null
 * for what the transport does not model.
 */
const figures = {
  protobuf: { name: "protobuf", of: ({ total }) => total },
  compressed: { name: "after gRPC's snappy compression", of: () => null },
  framed: { name: "with gRPC prefix and DATA header", of: () => null },
  tcp: { name: "TCP payload, heartbeats included", of: () => null },
  ip: { name: "IP, everything", of: ({ wire }) => wire.total },
  "tcp-tls": { name: "TCP payload with TLS 1.3", of: () => null },
  "ip-tls": { name: "IP with TLS 1.3", of: ({ wire }) => wire.total },
};

export function transportRows(recorded, results) {
  return recorded.map(({ figure, nodes3, nodes9 }) => {
    const { name, of } = figures[figure];
    const simulated = (nodes) => {
      const runs = results[`${nodes}-${figure.endsWith("-tls") ? "grpc-tls" : "grpc"}`];
      const values = runs.map((run) => [of(run), run.messages]);
      if (values.some(([bytes]) => bytes === null)) return "not modelled yet";
      return number(spread(values.map(([bytes, messages]) => bytes / messages)).median);
    };
    return [name, number(nodes3), simulated(3), number(nodes9), simulated(9)];
  });
}
