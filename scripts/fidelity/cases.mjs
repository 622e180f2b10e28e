/** What is run. `file` in scenarios/reference; `set` as with --set; figures of the steady state over `window` seconds from 10 s on. */
export const recordedCases = [
  { id: "3", title: "3 nodes, in phase", file: "in-phase-3.yaml", nodes: 3, start: "in phase", seeds: 50 },
  { id: "9", title: "9 nodes, in phase", file: "in-phase-9.yaml", nodes: 9, start: "in phase", seeds: 50 },
  { id: "27", title: "27 nodes, in phase", file: "in-phase-27.yaml", nodes: 27, start: "in phase", seeds: 50 },
  { id: "9-staggered", title: "9 nodes, staggered", file: "staggered-9.yaml", nodes: 9, start: "staggered", seeds: 50 },
].map((one) => ({ ...one, set: [], window: 60 }));

export const disseminationCase = { id: "dissemination", file: "in-phase-9.yaml", set: [], seeds: 50, window: 31 };

/** For the table of the transport. */
export const transportCases = [3, 9].flatMap((nodes) =>
  ["grpc", "grpc-tls"].map((transport) => ({
    id: `${nodes}-${transport}`,
    file: `in-phase-${nodes}.yaml`,
    nodes,
    transport,
    set: [`network.transport={ kind: ${transport}, compression: snappy }`],
    seeds: 10,
    window: 60,
  })),
);

/** Not recorded, or not in the recordings at hand: what the same settings say of other sizes, starts and options. */
export const predictedGroups = [
  ...[
    { start: "in phase", file: "in-phase-9.yaml" },
    { start: "staggered", file: "staggered-9.yaml" },
  ].map(({ start, file }) => ({
    title: `Other sizes, ${start}`,
    cases: [5, 16, 50, 64, 100].map((nodes) => ({
      id: `${nodes}-${start}`,
      file,
      nodes,
      set: [`cluster.nodes=${nodes}`],
      // Runs of many nodes take long.
      ...(nodes < 50 ? { seeds: 50, window: 60 } : nodes < 100 ? { seeds: 10, window: 20 } : { seeds: 4, window: 10 }),
    })),
  })),
  ...[
    ["firstSend", "at-once"],
    ["startMarkers", "false"],
    ["resend", "replace"],
  ].map(([option, value]) => ({
    title: `\`${option}: ${value}\`, in phase`,
    cases: [3, 9, 27].map((nodes) => ({
      id: `${nodes}-${option}`,
      file: `in-phase-${nodes}.yaml`,
      nodes,
      set: [`protocol.${option}=${value}`],
      seeds: nodes < 27 ? 50 : 10,
      window: 60,
    })),
  })),
];

export const allCases = [
  ...recordedCases,
  disseminationCase,
  ...transportCases,
  ...predictedGroups.flatMap(({ cases }) => cases),
];
