import type { BootstrapStorage } from "../gossip/bootstrap-addresses.ts";
import type {
  Activity,
  ClientStream,
  ClientStreamHandler,
  Environment,
  Observer,
  ServerStream,
  ServerStreamHandler,
} from "../gossip/environment.ts";
import { Gossip } from "../gossip/gossip.ts";
import type { Request, RequestKind, Response, ResponseKind } from "../gossip/messages.ts";
import type { GossipOptions } from "../gossip/options.ts";
import type { Codec } from "../gossip/wire.ts";
import { assert } from "../kernel/assert.ts";
import { jitterFactor } from "../kernel/distributions.ts";
import type { Random } from "../kernel/random.ts";
import type { Scheduler, Timer } from "../kernel/scheduler.ts";
import { type Duration, microsecond } from "../kernel/time.ts";
import type { Endpoint } from "../network/network.ts";
import type { StreamEnd, StreamHandler } from "../network/stream.ts";
import type { HostSettings } from "../scenario/scenario.ts";
import type { Processor } from "./processor.ts";
import type { Trace } from "./trace.ts";

export interface HostOptions {
  readonly id: number;
  readonly address: string;
  readonly clusterId: Uint8Array;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly endpoint: Endpoint;
  /** Whose address is this? Null when nobody's. */
  readonly resolve: (address: string) => Endpoint | null;
  readonly gossip: GossipOptions;
  readonly settings: HostSettings;
  /** Its own, or one that it shares with other hosts. */
  readonly processor: Processor;
  /** Really encodes and decodes every message; null: messages are counted only. */
  readonly codec: Codec | null;
  /** How many bytes a message travels as after compression; null: as many as it has. */
  readonly compressedLength: ((payload: unknown) => number) | null;
  readonly trace: Trace;
  /** What outlives the node's process; null: nothing does. */
  readonly storage: BootstrapStorage | null;
  readonly onConnected: () => void;
}

/**
 * One life of one node: a gossip core, the processor it runs on, and its end of the virtual network. This is the core's environment:
 * virtual clock and timers, seeded dice, streams.
 */
export class Host implements Environment {
  readonly id: number;
  readonly gossip: Gossip;
  readonly processor: Processor;
  readonly options: HostOptions;
  readonly #timers = new Map<Activity, Timer>();
  readonly #dice: Random;
  readonly #race: Random;
  readonly #setUp: Random;
  #isDown = false;

  constructor(options: HostOptions) {
    const { id, scheduler, trace } = options;
    this.id = id;
    this.options = options;
    this.processor = options.processor;
    this.#dice = options.random.fork("dice");
    this.#race = options.random.fork("race");
    this.#setUp = options.random.fork("set-up");
    const observer: Observer = {
      stored: (info) => trace.stored(scheduler.now, id, info),
      calledBack: (count) => trace.calledBack(scheduler.now, id, count),
      combined: (received, fresh) => trace.combined(scheduler.now, id, received, fresh),
      connection: (event) => trace.connection(scheduler.now, id, event),
    };
    this.gossip = new Gossip({
      nodeId: id,
      address: options.address,
      clusterId: options.clusterId,
      options: options.gossip,
      environment: this,
      observer,
      onConnected: options.onConnected,
    });
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** Runs `task` on the processor, as soon as it is free. */
  perform(task: () => void): void {
    this.work(0, task);
  }

  /** Runs `task` as soon as the processor is free and has spent `cost` on it. */
  work(cost: Duration, task: () => void): void {
    this.processor.submit({ host: this, cost, run: task });
  }

  /** Spends on a new stream what its set-up costs, then runs `task`. */
  setUp(task: () => void): void {
    const { stream, streamSpread } = this.options.settings.processing;
    const factor = streamSpread === 0 ? 1 : jitterFactor(this.#setUp, streamSpread);
    this.#setUpStep(Math.round(stream * factor), task);
  }

  #setUpStep(rest: Duration, task: () => void): void {
    if (rest <= setUpStep) this.work(rest, task);
    else this.work(setUpStep, () => this.#setUpStep(rest - setUpStep, task));
  }

  /** Takes streams in from now on. */
  listen(): void {
    this.options.endpoint.listen((stream) => new ServerPipe(this, stream).handler);
  }

  /** Joins the network by these addresses, and does `task` once it looks for peers. */
  start(addresses: readonly string[], task: () => void): void {
    const { storage } = this.options;
    this.gossip.start(addresses);
    if (storage !== null) this.gossip.setStorage(storage);
    task();
  }

  /** Dies without a word; the network resets what was open. */
  crash(): void {
    this.#isDown = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.options.endpoint.crash();
  }

  wallTime(): number {
    return this.options.scheduler.now;
  }

  uniform(): number {
    return this.#dice.uniform();
  }

  wake(activity: Activity): void {
    this.processor.submit(new Pass(this, activity));
  }

  race(sender: Activity, receiver: Activity): void {
    const receiverFirst = this.#race.uniform() < this.options.settings.receiverFirst;
    this.wake(receiverFirst ? receiver : sender);
    this.wake(receiverFirst ? sender : receiver);
  }

  setTimer(activity: Activity, delay: Duration): void {
    this.clearTimer(activity);
    const fire = () => {
      this.#timers.delete(activity);
      activity.signal();
    };
    this.#timers.set(activity, this.options.scheduler.schedule(delay, fire));
  }

  clearTimer(activity: Activity): void {
    this.#timers.get(activity)?.cancel();
    this.#timers.delete(activity);
  }

  resolves(address: string): boolean {
    return this.options.resolve(address) !== null;
  }

  dial(address: string, handler: ClientStreamHandler): ClientStream {
    return new ClientPipe(this, handler, this.options.resolve(address));
  }
}

/** A set-up is many small things (accept, preface, settings, a heartbeat each way): others have their turn between them. */
const setUpStep: Duration = 25 * microsecond;

/** One pass of an activity: its wake-up costs, and then each of its messages. */
class Pass {
  readonly host: Host;
  readonly cost: Duration;
  readonly #activity: Activity;

  constructor(host: Host, activity: Activity) {
    this.host = host;
    this.cost = host.options.settings.processing.wakeUp;
    this.#activity = activity;
  }

  run(): void {
    const stream = this.#activity.stream as Pipe | null;
    if (stream?.isBlocked) stream.whenFree(this);
    else this.#activity.run();
  }
}

/**
 * A node's end of a stream: charges the processor for messages, encodes them when asked to, and holds back what the transport does
 * not take yet. While it does, the stream's sender is not run.
 */
abstract class Pipe {
  readonly host: Host;
  /** Accepted from the core, not taken by the transport. */
  readonly #held: Sending[] = [];
  readonly #afterwards: Pass[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  get isBlocked(): boolean {
    return this.#held.length > 0;
  }

  whenFree(pass: Pass): void {
    this.#afterwards.push(pass);
  }

  /** The transport's end of it; null when there was nobody to dial. */
  abstract get stream(): StreamEnd | null;

  /** The host at the other end of a stream that has carried something. */
  get peerHost(): number {
    return this.stream!.peerHost;
  }

  protected transmit(message: Request | Response, encode: (codec: Codec) => Uint8Array): void {
    const { codec, compressedLength, scheduler, trace } = this.host.options;
    const payload = codec === null ? message : encoded(message, encode(codec));
    trace.messageSent(scheduler.now, this.host.id, message, this.peerHost, this.stream!);
    const { length } = message;
    // Now, as stamps can be read only until the next one changes.
    const travelling = compressedLength === null ? length : compressedLength(payload);
    const cost = processingCost(this.host, message);
    this.host.processor.submitNext(new Sending(this, { cost, payload, bytes: length, travelling }));
  }

  /** Charges for a message that came in, then hands it to the core. */
  protected take(message: Request | Response): void {
    this.host.processor.submit(new Taking(this, processingCost(this.host, message), message));
  }

  abstract deliver(message: Request | Response): void;

  protected hangUp(reason: string | null): void {
    this.host.processor.submitNext({ host: this.host, cost: 0, run: () => this.stream?.close(reason) });
  }

  /** What waited for the stream to take more goes on. */
  protected released(): void {
    for (const pass of this.#afterwards.splice(0)) this.host.processor.submit(pass);
  }

  /** The processor is done with a message: it goes out. */
  leave(sending: Sending): void {
    const { stream } = this;
    if (stream === null || !stream.isOpen) return;
    if (this.#held.length === 0 && stream.writable) {
      stream.send(sending.payload, sending.bytes, sending.travelling);
      return;
    }
    this.#held.push(sending);
    if (this.#held.length === 1) stream.whenWritable(() => this.#drain());
  }

  #drain(): void {
    const stream = this.stream!;
    while (this.#held.length > 0 && stream.writable) {
      const { payload, bytes, travelling } = this.#held.shift()!;
      stream.send(payload, bytes, travelling);
    }
    if (this.#held.length > 0) stream.whenWritable(() => this.#drain());
    else this.released();
  }
}

/** Work on a message that goes out. */
class Sending {
  readonly host: Host;
  readonly cost: Duration;
  readonly #pipe: Pipe;
  readonly payload: unknown;
  readonly bytes: number;
  readonly travelling: number;

  constructor(pipe: Pipe, parts: { cost: Duration; payload: unknown; bytes: number; travelling: number }) {
    this.cost = parts.cost;
    this.#pipe = pipe;
    this.host = pipe.host;
    this.payload = parts.payload;
    this.bytes = parts.bytes;
    this.travelling = parts.travelling;
  }

  run(): void {
    this.#pipe.leave(this);
  }
}

/** Work on a message that has come in. */
class Taking {
  readonly host: Host;
  readonly cost: Duration;
  readonly #pipe: Pipe;
  readonly #message: Request | Response;

  constructor(pipe: Pipe, cost: Duration, message: Request | Response) {
    this.cost = cost;
    this.#pipe = pipe;
    this.host = pipe.host;
    this.#message = message;
  }

  run(): void {
    const { host, peerHost, stream } = this.#pipe;
    host.options.trace.messageReceived(host.options.scheduler.now, host.id, this.#message, peerHost, stream!);
    this.#pipe.deliver(this.#message);
  }
}

interface Encoded {
  readonly kind: RequestKind | ResponseKind;
  readonly bytes: Uint8Array;
}

function encoded(message: Request | Response, bytes: Uint8Array): Encoded {
  const { kind, length } = message;
  assert(bytes.length === length, () => `a ${kind} of ${bytes.length} bytes was counted as ${length}`);
  return { kind, bytes };
}

/** What the processor spends on a message, sent or received. */
function processingCost(host: Host, message: Request | Response): Duration {
  const { processing } = host.options.settings;
  return processing.message + processing.info * message.delta.length;
}

class ClientPipe extends Pipe implements ClientStream {
  readonly stream: StreamEnd | null;
  readonly #core: ClientStreamHandler;

  constructor(host: Host, handler: ClientStreamHandler, target: Endpoint | null) {
    super(host);
    const { codec } = host.options;
    const fromNetwork: StreamHandler = {
      opened: () => host.setUp(() => handler.opened()),
      received: (payload) => {
        const message = codec === null ? (payload as Response) : decodeResponse(codec, payload as Encoded);
        this.take(message);
      },
      closed: (reason) => host.perform(() => handler.closed(reason)),
    };
    this.#core = handler;
    if (target === null) host.perform(() => handler.closed("no such host"));
    this.stream = target === null ? null : host.options.endpoint.dial(target, fromNetwork);
  }

  send(message: Request): void {
    this.transmit(message, (codec) => codec.encodeRequest(message));
  }

  close(): void {
    this.hangUp(null);
  }

  override deliver(message: Request | Response): void {
    this.#core.received(message as Response);
  }
}

class ServerPipe extends Pipe implements ServerStream {
  readonly handler: StreamHandler;
  readonly stream: StreamEnd;
  readonly #inbox: Request[] = [];
  readonly #core: ServerStreamHandler;

  constructor(host: Host, stream: StreamEnd) {
    super(host);
    this.stream = stream;
    this.#core = host.gossip.accept(this);
    host.setUp(() => {});
    const { codec } = host.options;
    this.handler = {
      opened: () => {},
      received: (payload) =>
        this.#receive(codec === null ? (payload as Request) : decodeRequest(codec, payload as Encoded)),
      closed: (reason) => host.perform(() => this.#core.closed(reason)),
    };
  }

  send(message: Response): void {
    this.transmit(message, (codec) => codec.encodeResponse(message));
  }

  close(reason: string | null): void {
    this.hangUp(reason);
  }

  protected override released(): void {
    super.released();
    for (const request of this.#inbox.splice(0)) this.#receive(request);
  }

  /** The receiver's loop answers each Request before it takes the next: it does not read while its answer is held. */
  #receive(request: Request): void {
    if (this.isBlocked) this.#inbox.push(request);
    else this.take(request);
  }

  override deliver(message: Request | Response): void {
    this.#core.received(message as Request);
  }
}

function decodeRequest(codec: Codec, { kind, bytes }: Encoded): Request {
  return codec.decodeRequest(bytes, kind as RequestKind);
}

function decodeResponse(codec: Codec, { kind, bytes }: Encoded): Response {
  return codec.decodeResponse(bytes, kind as ResponseKind);
}
