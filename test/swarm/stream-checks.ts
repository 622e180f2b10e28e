import type { Info } from "../../src/gossip/info.ts";
import type { Request, Response } from "../../src/gossip/messages.ts";
import type { ProtocolSettings } from "../../src/scenario/scenario.ts";
import type { MessageEnd } from "../../src/simulation/trace.ts";
import {
  type Handling,
  isMarker,
  type Ledger,
  type Message,
  type NodeRecord,
  raise,
  type Sent,
  StreamRecord,
} from "./ledger.ts";
import { must, seconds } from "./violation.ts";

const never = Number.NEGATIVE_INFINITY;
const second = 1_000_000_000;

/** A node's processor is through with anything in much less than this. */
export const grace = second;
/** In a network at peace nothing is under way for longer. */
export const longestFlight = 10 * second;

/** What goes over each stream: V3, V4, V7, L1 to L4, S6, S7, and that nothing is lost, doubled or overtaken on the way. */
export class StreamChecks {
  readonly #ledger: Ledger;
  readonly #protocol: ProtocolSettings;
  readonly #streams = new Map<object, StreamRecord>();

  constructor(ledger: Ledger, protocol: ProtocolSettings) {
    this.#ledger = ledger;
    this.#protocol = protocol;
  }

  get streams(): Iterable<StreamRecord> {
    return this.#streams.values();
  }

  sent(time: number, node: NodeRecord, message: Message, end: MessageEnd): void {
    const stream = this.#streamOf(end, time);
    const sent: Sent = {
      message,
      time,
      stamps: message.stamps.entries().map(([nodeId, stamp]) => [nodeId, Number(stamp)] as const),
    };
    const { side } = end;
    must(
      node.id === (side === 0 ? stream.dialler : stream.listener) && message.nodeId === node.id,
      "sender",
      () => `node ${node.id} sends a ${message.kind} of node ${message.nodeId} over ${stream}`,
    );
    if (isRequest(message)) this.#checkRequest(time, stream, message);
    else this.#checkResponse(node, stream, message);
    this.#checkDelta(time, node, stream, side, message);
    this.#checkStamps(node, stream, side, sent);
    const direction = stream.directions[side];
    direction.inFlight.push(sent);
    direction.sent++;
  }

  received(time: number, node: NodeRecord, message: Message, end: MessageEnd): void {
    const stream = this.#streamOf(end, time);
    const direction = stream.directions[end.side === 0 ? 1 : 0];
    const sent = direction.inFlight.shift();
    must(
      sent !== undefined && sent.message.kind === message.kind && sent.message.length === message.length,
      "received in order",
      () => `node ${node.id} got a ${message.kind} over ${stream} where ${sent?.message.kind ?? "nothing"} was sent`,
    );
    direction.received++;
    const from = end.side === 0 ? stream.listener : stream.dialler;
    const handling = { message, sentAt: sent.time, from, isRequest: isRequest(message) };
    for (const earlier of node.handling) if (!earlier.isRequest) node.handling.delete(earlier);
    node.handling.add(handling);
    if (isRequest(message)) this.#requestTaken(time, stream, sent, handling);
    else this.#responseTaken(time, node, stream, message, sent);
  }

  ended(time: number): void {
    for (const stream of this.#streams.values()) {
      const ends = [stream.dialler, stream.listener].map((id) => this.#ledger.nodes.get(id));
      if (ends.some((node) => node?.isPaused)) continue;
      this.#checkEnded(time, stream);
      if (!stream.isOpen || ends.includes(undefined)) continue;
      for (const { inFlight } of stream.directions) {
        const [oldest] = inFlight;
        must(
          oldest === undefined || time - oldest.time < longestFlight,
          "conservation",
          () => `a ${oldest!.message.kind} of ${seconds(oldest!.time)} is neither delivered nor dropped over ${stream}`,
        );
      }
      this.#checkAcks(time, stream);
      this.#checkUnsaid(time, stream);
    }
  }

  /** One for each Request (V4.4); the first may wait for the receiver's first pass. */
  #checkAcks(time: number, stream: StreamRecord): void {
    const since = stream.firstRequestTaken;
    if (since === null || time - since < grace) return;
    const due = stream.directions[0].received;
    must(stream.acks === due, "one ack per Request", () => `${stream.acks} for ${due} over ${stream} (V4.4)`);
  }

  /** Whatever has been there for a while the other end has been told, or has told itself (V3, L4): no wake-up was lost. */
  #checkUnsaid(time: number, stream: StreamRecord): void {
    const since = time - grace - this.#protocol.batchDelay;
    // A client may take a second before it begins (L3).
    if (stream.firstRequestTaken === null || stream.firstRequestTaken > since - second || stream.mustEnd !== null)
      return;
    for (const side of [0, 1] as const) {
      const { inFlight, infos, view } = stream.directions[side];
      if (inFlight.length > 0 && inFlight[0]!.time < since) continue;
      const node = this.#ledger.nodes.get(side === 0 ? stream.dialler : stream.listener)!;
      for (const info of node.infos.values()) {
        if (info.ttlStamp <= time + node.lead || node.storedAt.get(info.key)! > since) continue;
        const isSaid = infos.has(nameOf(info)) || info.originStamp <= (view.get(info.nodeId) ?? never);
        must(isSaid, "leaves nothing unsaid", () => `node ${node.id} holds ${info.key} back over ${stream} (V3, L4)`);
      }
    }
  }

  #checkEnded(time: number, { mustEnd, ends, ...rest }: StreamRecord): void {
    const since = Math.max(mustEnd?.since ?? 0, this.#ledger.nodes.get(rest.dialler)?.resumedAt ?? 0);
    must(
      mustEnd === null || time - since < grace || ends[0]?.isOpen !== true,
      "hangs up",
      () => `node ${rest.dialler} keeps its stream to node ${rest.listener}, which is ${mustEnd!.why} (L2)`,
    );
  }

  #streamOf(end: MessageEnd, time: number): StreamRecord {
    let record = this.#streams.get(end.stream);
    if (record === undefined) {
      record = new StreamRecord(end, time);
      this.#streams.set(end.stream, record);
    }
    record.ends[end.side] = end;
    return record;
  }

  #checkRequest(time: number, stream: StreamRecord, { kind, delta, identity }: Request): void {
    must(
      stream.mustEnd === null,
      "hangs up",
      () => `${stream} goes on at ${seconds(time)} though it is ${stream.mustEnd!.why} (L2)`,
    );
    const isFirst = stream.directions[0].sent === 0;
    must(isFirst === (kind === "request-first"), "first Request", () => `${kind} over ${stream} (L1)`);
    must(
      isFirst === (delta.length === 0),
      "no empty delta",
      () => `${kind} of ${delta.length} infos over ${stream} (L1, L4)`,
    );
    must(
      isFirst || this.#protocol.identity === "first-request" ? (identity !== null) === isFirst : identity !== null,
      "identity",
      () => `${kind} over ${stream} (A.1)`,
    );
    if (isFirst) stream.address = identity!.address;
    const mayStart = isFirst || this.#protocol.firstSend === "at-once" || stream.responded;
    must(
      mayStart || time - stream.firstRequestAt >= second,
      "first send waits",
      () => `${stream} carries a delta at ${seconds(time)} without a Response (L3)`,
    );
  }

  #checkResponse(node: NodeRecord, stream: StreamRecord, { kind, delta, stamps, alternate }: Response): void {
    const nothing = kind === "response-ack" || kind === "response-forward";
    must(!nothing || delta.length === 0, "no delta", () => `in a ${kind} over ${stream} (V4)`);
    const mayBeEmpty = nothing || (kind === "response-first" && this.#protocol.emptyFirstReply);
    must(mayBeEmpty || delta.length > 0, "no empty delta", () => `${kind} over ${stream} (V3)`);
    must((kind === "response-forward") === (alternate !== null), "forward", () => `${kind} over ${stream}`);
    if (kind === "response-ack") {
      const answered = stream.unanswered.shift();
      must(answered !== undefined, "one ack per Request", () => `an ack too many over ${stream} (V4.4)`);
      raise(stream.directions[1].view, answered.sent.stamps);
      node.handling.delete(answered.handling);
      stream.acks++;
    }
    if (alternate === null) return;
    must(stamps.count === 0, "forward", () => `with stamps over ${stream} (V4.1d)`);
    const connected = node.state.server.connectedNodes();
    must(
      alternate.nodeId !== node.id && alternate.nodeId !== stream.dialler && alternate.address !== stream.address,
      "forward elsewhere",
      () => `node ${node.id} sends node ${stream.dialler} to node ${alternate.nodeId} (V7)`,
    );
    must(
      connected.some(({ peerId, address }) => peerId === alternate.nodeId && address === alternate.address),
      "forward to a peer",
      () => `node ${node.id} sends node ${stream.dialler} to node ${alternate.nodeId}, which is not connected (V4.1d)`,
    );
  }

  /** A dumb twin of V3 and L4: the unexpired infos beyond what the sender knows of the receiver, and markers in the first delta. */
  #checkDelta(time: number, node: NodeRecord, stream: StreamRecord, side: 0 | 1, message: Message): void {
    if (message.kind === "request-first" || message.kind === "response-ack" || message.kind === "response-forward")
      return;
    const direction = stream.directions[side];
    const isFirst = side === 1 ? message.kind === "response-first" : direction.deltas === 0;
    const marks = isFirst && this.#protocol.startMarkers;
    const where = () => `${message.kind} over ${stream} at ${seconds(time)}`;
    const ratchet = this.#protocol.resend === "ratchet";
    direction.deltas++;
    const sent = new Set(message.delta);
    for (const info of message.delta) {
      const held = node.infos.get(info.key);
      must(held === info, "sends what it holds", () => `${info.key} in a ${where()}`);
      must(info.ttlStamp > time - node.skew, "sends nothing expired", () => `${info.key} in a ${where()} (S6)`);
      const name = nameOf(info);
      must(!ratchet || !direction.infos.has(name), "ratchet", () => `${info.key} twice in a ${where()} (V3, L4)`);
      direction.infos.add(name);
    }
    for (const info of node.infos.values()) {
      if (info.ttlStamp <= time + node.lead) continue;
      const due = info.originStamp > (direction.view.get(info.nodeId) ?? never) || (marks && isMarker(info));
      must(!due || sent.has(info), "sends all that is due", () => `${info.key} is missing in a ${where()} (S6, S7)`);
      must(due || !sent.has(info), "sends no more than is due", () => `${info.key} in a ${where()} (L7)`);
    }
    if (ratchet) raise(direction.view, stampsOf(message.delta));
  }

  /** Told so far on this stream: all the sender's stamps. In full mode each message tells all. */
  #checkStamps(node: NodeRecord, stream: StreamRecord, side: 0 | 1, { message, stamps }: Sent): void {
    if (message.kind === "response-forward") return;
    const { told } = stream.directions[side];
    const where = () => `a ${message.kind} over ${stream}`;
    for (const [nodeId, stamp] of stamps) {
      must(stamp >= (told.get(nodeId) ?? never), "stamps never go back", () => `for node ${nodeId} in ${where()} (S8)`);
      told.set(nodeId, stamp);
    }
    const full = this.#protocol.highWaterStamps === "full";
    const complete =
      (!full || stamps.length === node.stamps.size) &&
      told.size === node.stamps.size &&
      [...node.stamps].every(([nodeId, stamp]) => told.get(nodeId) === stamp);
    must(complete, "own stamps", () => `${where()} tells others than node ${node.id} has (V3, V4.4, L4)`);
  }

  #requestTaken(time: number, stream: StreamRecord, sent: Sent, handling: Handling): void {
    if (stream.firstRequestTaken === null) {
      stream.firstRequestTaken = time;
      raise(stream.directions[1].view, sent.stamps);
    }
    stream.unanswered.push({ sent, handling });
  }

  #responseTaken(time: number, node: NodeRecord, stream: StreamRecord, message: Response, sent: Sent): void {
    raise(stream.directions[0].view, sent.stamps);
    if (stream.mustEnd !== null) {
      this.#checkEnded(time, stream);
      return;
    }
    const why = this.#whyEnd(node, stream, message);
    if (why === null) stream.responded = true;
    else stream.mustEnd = { since: time, why };
  }

  #whyEnd(node: NodeRecord, { listener }: StreamRecord, message: Response): string | null {
    if (message.alternate !== null) return "a forward";
    if (listener === node.id) return "a loopback";
    const isMutual = node.state.server.incoming.ids().includes(listener);
    return isMutual && node.id > listener ? "the mutual connection of the higher id" : null;
  }
}

function isRequest(message: Message): message is Request {
  return message.kind === "request-first" || message.kind === "request-delta";
}

function nameOf({ key, nodeId, originStamp }: Info): string {
  return `${key} ${nodeId} ${originStamp}`;
}

function stampsOf(delta: readonly Info[]): [number, number][] {
  return delta.map(({ nodeId, originStamp }) => [nodeId, Number(originStamp)]);
}
