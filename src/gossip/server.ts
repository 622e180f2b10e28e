import type { Activity, Loops, ServerStream, ServerStreamHandler } from "./environment.ts";
import type { Info } from "./info.ts";
import { makeResponse, type Request, type Response, type ResponseKind } from "./messages.ts";
import { Metrics } from "./metrics.ts";
import { NodeSet } from "./node-set.ts";
import type { NodeView } from "./node-view.ts";
import type { GossipOptions } from "./options.ts";
import { PeerView } from "./peer-view.ts";
import { sameBytes } from "./same-bytes.ts";

interface ConnectedNode {
  readonly peerId: number;
  readonly address: string;
  /** As `Environment.elapsed`. */
  readonly since: number;
}

/**
 * The streams that other nodes have opened to this one, and the list of the nodes behind them.
 *
 * Rules: V1 to V7, N1; what a stream still has to tell is in peer-view.ts.
 */
export class Server {
  readonly incoming: NodeSet;
  readonly node: NodeView;
  /** What the original exports as the node's metrics: of these streams alone (B.13). */
  readonly metrics = new Metrics();
  /** The nodes that hold a place: so few that an index would be slower. */
  #connected: readonly ConnectedNode[] = [];
  #streams: readonly IncomingStream[] = [];

  constructor(node: NodeView) {
    this.node = node;
    this.incoming = new NodeSet(node.options.minPeers + node.options.incomingSlack);
  }

  accept(stream: ServerStream): ServerStreamHandler {
    const incoming = new IncomingStream(this, stream);
    this.#streams = this.#streams.concat(incoming);
    return incoming;
  }

  /** Something entered the store: every sender has a look (the "ready" broadcast of K6). */
  wakeSenders(): void {
    for (const stream of this.#streams) stream.wakeSender();
  }

  connectedNodes(): readonly ConnectedNode[] {
    return this.#connected;
  }

  isConnected(address: string): boolean {
    return this.#connected.some((node) => node.address === address);
  }

  admit(node: ConnectedNode): void {
    this.incoming.add(node.peerId);
    this.#connected = this.#connected.concat(node);
  }

  release(node: ConnectedNode): void {
    this.incoming.remove(node.peerId);
    this.#connected = this.#connected.toSpliced(this.#connected.indexOf(node), 1);
  }

  ended(stream: IncomingStream): void {
    const place = this.#streams.indexOf(stream);
    if (place >= 0) this.#streams = this.#streams.toSpliced(place, 1);
  }

  stop(): void {
    for (const stream of this.#streams) stream.stop();
  }
}

/** One stream's two loops: a sender that tells what is new, a receiver that takes in Requests and answers each. */
class IncomingStream implements ServerStreamHandler, Loops {
  readonly #server: Server;
  readonly #options: GossipOptions;
  readonly #stream: ServerStream;
  readonly #view: PeerView;
  readonly #sender: Activity;
  readonly #receiver: Activity;
  /** Requests that came before the receiver's first pass; null once it has run. */
  #inbox: Request[] | null = [];
  #address: string | null = null;
  #admitted: ConnectedNode | null = null;
  #decided = false;
  #sentFirst = false;
  #ended = false;

  constructor(server: Server, stream: ServerStream) {
    const { environment, options } = server.node;
    this.#server = server;
    this.#options = options;
    this.#stream = stream;
    this.#view = new PeerView(options);
    this.#sender = environment.activity(this, stream);
    this.#receiver = environment.activity(this, stream);
  }

  received(request: Request): void {
    this.#server.metrics.received(request);
    if (this.#address === null) this.#begin(request);
    else if (this.#inbox !== null) this.#inbox.push(request);
    else this.#handle(request);
  }

  closed(): void {
    this.#ended = true;
    this.stop();
    this.#server.ended(this);
    if (this.#admitted !== null) {
      this.#server.release(this.#admitted);
      this.#server.node.observer?.connection({ type: "left", peerId: this.#admitted.peerId });
    }
  }

  wakeSender(): void {
    // There is nothing to wake before the first Request has started the loops.
    if (this.#address !== null) this.#sender.signalAfter(this.#options.batchDelay);
  }

  pass(loop: Activity): void {
    if (loop === this.#sender) this.#sendDelta();
    else this.#receiveFirst();
  }

  stop(): void {
    this.#sender.stop();
    this.#receiver.stop();
  }

  /** V1, then both loops start; which runs first is open (V2). */
  #begin(request: Request): void {
    const theirs = request.identity?.clusterId ?? new Uint8Array(16);
    if (!isZero(theirs) && !sameBytes(theirs, this.#server.node.clusterId())) {
      this.#end("cluster id mismatch");
      return;
    }
    this.#address = request.identity?.address ?? "";
    this.#view.learn(request.stamps);
    this.#inbox!.push(request);
    this.#sender.claim();
    this.#receiver.claim();
    this.#server.node.environment.race(this.#sender, this.#receiver);
  }

  #receiveFirst(): void {
    const requests = this.#inbox!;
    this.#inbox = null;
    for (const request of requests) this.#handle(request);
  }

  /** V3. */
  #sendDelta(): void {
    const delta = this.#view.nextDelta(this.#server.node.store);
    const isFirst = !this.#sentFirst;
    this.#sentFirst = true;
    if (delta.length === 0 && !(isFirst && this.#options.emptyFirstReply)) return;
    this.#send(isFirst ? "response-first" : "response-delta", delta);
  }

  /** V4. */
  #handle(request: Request): void {
    if (this.#ended) return;
    const { node } = this.#server;
    if (request.nodeId !== 0 && !this.#decided && !this.#decide(request.nodeId)) return;
    if (request.delta.length > 0) node.store.combine(request.delta, request.nodeId);
    this.#view.learn(request.stamps);
    node.signalTighten();
    this.#send("response-ack", nothing);
  }

  /** V4.1: loopback, duplicate, accepted or refused. False when the stream ended. */
  #decide(peerId: number): boolean {
    const { node, incoming } = this.#server;
    const { observer } = node;
    const address = this.#address!;
    this.#decided = true;
    if (peerId === node.nodeId) return true;
    if (this.#server.isConnected(address)) {
      observer?.connection({ type: "duplicate", peerId });
      this.#end(`duplicate connection from node at ${address}`);
      return false;
    }
    if (incoming.hasSpace) {
      this.#admitted = { peerId, address, since: node.environment.elapsed() };
      this.#server.admit(this.#admitted);
      observer?.connection({ type: "accepted", peerId });
      return true;
    }
    // The asking node itself is not among them, or it would be a duplicate; nor are loopbacks (V7).
    const connected = this.#server.connectedNodes();
    const alternate = connected[Math.floor(node.environment.uniform() * connected.length)]!;
    this.#server.metrics.connectionsRefused++;
    observer?.connection({ type: "refused", peerId, alternateId: alternate.peerId });
    this.#transmit(
      makeResponse({
        kind: "response-forward",
        nodeId: node.nodeId,
        alternate: { address: alternate.address, nodeId: alternate.peerId },
      }),
    );
    return true;
  }

  #send(kind: ResponseKind, delta: readonly Info[]): void {
    const { nodeId, store } = this.#server.node;
    const stamps = this.#view.stampsToSend(store.highWater);
    this.#transmit(makeResponse({ kind, nodeId, delta, stamps }));
  }

  #transmit(response: Response): void {
    this.#server.metrics.sent(response);
    this.#stream.send(response);
  }

  #end(reason: string): void {
    this.#stream.close(reason);
    this.closed();
  }
}

const nothing: readonly Info[] = [];

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
