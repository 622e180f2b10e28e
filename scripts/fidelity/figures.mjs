/**
 * The figures that recording and simulation are compared by. `of` takes them from the record of a run, which has the same shape on both sides
 * (scenarios/reference/recordings.json and recorder.mjs). `rule` says what counts as a fit, see verdict.mjs; `tree`, what does on a tree.
 */
export const joiningFigures = [
  { name: "ms to all node keys", of: (run) => run.milliseconds, rule: "inside" },
  { name: "refused", of: (run) => run.refused, rule: "inside" },
  { name: "messages", of: (run) => run.messages, rule: "inside" },
  { name: "bytes", of: (run) => run.bytes, rule: "inside" },
  { name: "infos sent", of: (run) => run.infos, rule: "inside" },
  { name: "fresh share, %", of: (run) => (100 * run.fresh) / run.received, rule: "inside" },
  { name: "edges when full", of: (run) => run.edges, rule: "inside" },
  { name: "edges after 4.5 s", of: (run) => run.laterEdges, rule: "inside" },
  { name: "refused after 4.5 s", of: (run) => run.laterRefused, rule: "inside" },
  { name: "most hops", of: (run) => run.maxHops, rule: "inside" },
];

const perSecond = (value) => (run) => value(run) / run.seconds;
const sent = (kind) => perSecond((run) => run.kinds[kind].messages);
const meanBytes = (kind) => (run) => run.kinds[kind].messages && run.kinds[kind].bytes / run.kinds[kind].messages;

export const steadyFigures = [
  { name: "adds/s", of: perSecond((run) => run.adds), rule: "inside" },
  { name: "edges", of: (run) => run.edges, rule: "inside" },
  { name: "messages/s", of: perSecond((run) => run.messages), rule: "inside", tree: "2 %" },
  { name: "Request(delta)/s", of: sent("request-delta"), rule: "inside", tree: "2 %" },
  { name: "Response(delta)/s", of: sent("response-delta"), rule: "inside", tree: "2 %" },
  { name: "Response(ack)/s", of: sent("response-ack"), rule: "inside", tree: "2 %" },
  { name: "bytes per Request(delta)", of: meanBytes("request-delta"), rule: "1 %" },
  { name: "bytes per Response(delta)", of: meanBytes("response-delta"), rule: "1 %" },
  { name: "bytes per Response(ack)", of: meanBytes("response-ack"), rule: "1 %" },
  { name: "bytes/s", of: perSecond((run) => run.bytes), rule: "inside", tree: "2 %" },
  { name: "infos received/s", of: perSecond((run) => run.received), rule: "inside", tree: "2 %" },
  { name: "fresh/s", of: perSecond((run) => run.fresh), rule: "inside", tree: "2 %" },
  { name: "infos per delta message", of: infosPerDelta, rule: "inside" },
  { name: "refused in the window", of: (run) => run.refused, rule: "inside" },
  { name: "refused since the start", of: (run) => run.refusedEver, rule: "inside" },
  { name: "mean hops", of: meanHops, rule: "inside" },
  { name: "most hops", of: (run) => run.hops.length - 1, rule: "inside" },
];

function infosPerDelta({ kinds }) {
  const [request, response] = [kinds["request-delta"], kinds["response-delta"]];
  return (request.infos + response.infos) / (request.messages + response.messages);
}

/** Of the descriptors of other nodes. */
function meanHops({ hops }) {
  const others = hops.slice(1).reduce((sum, count) => sum + count, 0);
  return hops.reduce((sum, count, distance) => sum + count * distance, 0) / others;
}
