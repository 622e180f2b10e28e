import type { Breakers } from "./breaker.ts";
import type { Activity, ClientStream, ClientStreamHandler, Loops } from "./environment.ts";
import type { Info } from "./info.ts";
import { type Identity, makeRequest, type RequestKind, type Response } from "./messages.ts";
import { Metrics } from "./metrics.ts";
import type { NodeView } from "./node-view.ts";
import { PeerView } from "./peer-view.ts";

/** What a client needs of its node. */
export interface ClientNode extends NodeView {
  readonly identity: Identity;
  readonly breakers: Breakers;
  /** The client knows whom it talks to. */
  peerKnown(client: Client): void;
  /** A Response was handled that was no forward (Q3). */
  responded(): void;
  /** Is there a connection with that node already, either way? */
  isPeer(nodeId: number): boolean;
  isIncoming(nodeId: number): boolean;
  disconnected(client: Client): void;
}

/** A server that stays silent is sent to after this long all the same (L3: servers before v2.1). */
const firstSendAtLatest = 1_000_000_000;

/**
 * A stream that this node opens to another one.
 *
 * Of what is ready at the same time the original's loop takes one at random (B.15); here a close comes before a send that was still to
 * come.
 *
 * Rules: L1 to L7.
 */
export class Client implements ClientStreamHandler, Loops {
  readonly address: string;
  /** As `Environment.elapsed`. */
  readonly since: number;
  readonly metrics = new Metrics();
  /** 0 until the first Response. */
  peerId = 0;
  /** Where the server sent it instead. */
  forwardAddress: string | null = null;
  readonly #node: ClientNode;
  readonly #view: PeerView;
  #stream: ClientStream | null = null;
  #sender: Activity | null = null;
  #unregister: (() => void) | null = null;
  #identified = false;
  #cameUp = false;
  #ended = false;

  constructor(node: ClientNode, address: string) {
    this.#node = node;
    this.address = address;
    this.since = node.environment.elapsed();
    this.#view = new PeerView(node.options);
  }

  /** L1. */
  start(): void {
    const { breakers, environment } = this.#node;
    const isReady = breakers.isReady(this.address, environment.elapsed());
    if (isReady) this.#stream = environment.dial(this.address, this);
    this.#sender = environment.activity(this, this.#stream);
    if (this.#stream === null) this.#sender.signal();
  }

  opened(): void {
    const { breakers, options } = this.#node;
    this.#cameUp = true;
    breakers.succeeded(this.address);
    this.#send("request-first", []);
    if (options.firstSend === "at-once") this.#startSending();
    else this.#sender!.setTimer(firstSendAtLatest);
  }

  closed(reason: string | null): void {
    this.#end(reason ?? "closed by the server");
  }

  /** L2. */
  received(response: Response): void {
    if (this.#ended) return;
    this.metrics.received(response);
    const { store } = this.#node;
    if (response.delta.length > 0) {
      store.combine(response.delta, response.nodeId);
      this.#node.signalTighten();
    }
    this.#view.learn(response.stamps);
    if (this.peerId === 0 && response.nodeId !== 0) {
      this.peerId = response.nodeId;
      this.#node.peerKnown(this);
    }
    if (response.alternate !== null) {
      const { nodeId, address } = response.alternate;
      if (this.#node.isPeer(nodeId)) {
        this.close("forwarded to a peer it has already");
      } else if (!this.#node.environment.resolves(address)) {
        this.close("forwarded to an address that cannot be resolved");
      } else {
        this.forwardAddress = address;
        this.close(`forwarded to node ${nodeId}`);
      }
      return;
    }
    this.#node.responded();
    // One of two mutual connections survives: the one from the lower id to the higher.
    if (this.peerId === this.#node.nodeId) this.close("loopback");
    else if (this.#node.nodeId > this.peerId && this.#node.isIncoming(this.peerId)) this.close("redundant");
    else if (this.#unregister === null) this.#sender!.signal();
  }

  /** L4. What signals first is a Response or the timer of L3; without a stream, the breaker. */
  pass(): void {
    if (this.#stream === null) this.#end("breaker open");
    else if (this.#unregister === null) this.#startSending();
    else this.#sendDelta();
  }

  close(reason: string): void {
    this.#stream?.close();
    this.#end(reason);
  }

  /** L3: from now on each change of the store leads to a send, and the first one is led to by what is there (K2). */
  #startSending(): void {
    if (this.#unregister !== null) return;
    const { options, store } = this.#node;
    this.#sender!.clearTimer();
    this.#unregister = store.register(".*", () => this.#sender!.signalAfter(options.batchDelay), true);
  }

  #sendDelta(): void {
    const delta = this.#view.nextDelta(this.#node.store);
    if (delta.length > 0) this.#send("request-delta", delta);
  }

  #send(kind: RequestKind, delta: readonly Info[]): void {
    const { nodeId, options, store } = this.#node;
    const named = !this.#identified || options.identity === "every-request";
    this.#identified = true;
    const request = makeRequest({
      kind,
      nodeId,
      identity: named ? this.#node.identity : null,
      stamps: this.#view.stampsToSend(store.highWater),
      delta,
    });
    this.metrics.sent(request);
    this.#stream!.send(request);
  }

  /** L6. */
  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const { breakers, environment, observer } = this.#node;
    if (!this.#cameUp && this.#stream !== null)
      breakers.failed(this.address, environment.elapsed(), environment.uniform());
    this.#sender?.stop();
    this.#unregister?.();
    observer?.connection({ type: "hung-up", address: this.address, peerId: this.peerId, reason });
    this.#node.disconnected(this);
  }
}
