import type { BootstrapStorage } from "../gossip/bootstrap-addresses.ts";
import {
  Activity,
  type ClientStream,
  type ClientStreamHandler,
  type ConnectionEvent,
  type Environment,
  type Loops,
  type Observer,
  type ServerStream,
  type ServerStreamHandler,
} from "../gossip/environment.ts";
import { Gossip } from "../gossip/gossip.ts";
import type { Info } from "../gossip/info.ts";
import type { Request, RequestKind, Response, ResponseKind } from "../gossip/messages.ts";
import type { GossipOptions } from "../gossip/options.ts";
import type { Stamp } from "../gossip/stamp.ts";
import type { Codec } from "../gossip/wire.ts";
import { Alarm, type Alarmed } from "../kernel/alarm.ts";
import { assert } from "../kernel/assert.ts";
import { jitterFactor } from "../kernel/distributions.ts";
import type { Random } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, microsecond } from "../kernel/time.ts";
import type { Endpoint } from "../network/network.ts";
import { MessagePacket } from "../network/packet.ts";
import type { StreamEnd, StreamHandler } from "../network/stream.ts";
import type { HostSettings } from "../scenario/scenario.ts";
import type { Job, Processor, Worker } from "./processor.ts";
import type { Trace } from "./trace.ts";
import type { WallClock } from "./wall-clock.ts";

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
 * virtual clock and timers, seeded dice, streams. It also says what the core does, for the trace.
 */
export class Host implements Environment, Observer, Worker {
  readonly id: number;
  readonly gossip: Gossip;
  readonly processor: Processor;
  readonly options: HostOptions;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly codec: Codec | null;
  readonly compressedLength: ((payload: unknown) => number) | null;
  readonly processing: HostSettings["processing"];
  /** It is down, or it is paused. */
  isStill = false;
  slowness = 1;
  /** One that is wrong; null: it shows the true time. */
  clock: WallClock | null = null;
  /** Work that has come up while it was paused; null while it is not. */
  #aside: Job[] | null = null;
  // Streams of numbers, made when first drawn from: what they give depends on their labels alone.
  #dice: Random | null = null;
  #race: Random | null = null;
  #setUp: Random | null = null;

  constructor(options: HostOptions) {
    this.id = options.id;
    this.options = options;
    this.processor = options.processor;
    this.scheduler = options.scheduler;
    this.trace = options.trace;
    this.codec = options.codec;
    this.compressedLength = options.compressedLength;
    this.processing = options.settings.processing;
    this.gossip = new Gossip({
      nodeId: options.id,
      address: options.address,
      clusterId: options.clusterId,
      options: options.gossip,
      environment: this,
      observer: this,
      onConnected: options.onConnected,
    });
  }

  stored(info: Info): void {
    this.trace.stored(this.scheduler.now, this.id, info);
  }

  calledBack(count: number): void {
    this.trace.calledBack(this.scheduler.now, this.id, count);
  }

  combined(received: number, fresh: number): void {
    this.trace.combined(this.scheduler.now, this.id, received, fresh);
  }

  connection(event: ConnectionEvent): void {
    this.trace.connection(this.scheduler.now, this.id, event);
  }

  /** Runs `task` on the processor, as soon as it is free. */
  perform(task: () => void): void {
    this.work(0, task);
  }

  /** Runs `task` as soon as the processor is free and has spent `cost` on it. */
  work(cost: Duration, task: () => void): void {
    this.processor.submit(new Task(this, cost, task));
  }

  /** Spends on a new stream what its set-up costs, then runs `task`. */
  setUp(task: () => void): void {
    const { stream, streamSpread } = this.processing;
    this.#setUp ??= this.options.random.fork("set-up");
    const factor = streamSpread === 0 ? 1 : jitterFactor(this.#setUp, streamSpread);
    this.#setUpStep(Math.round(stream * factor), task);
  }

  #setUpStep(rest: Duration, task: () => void): void {
    if (rest <= setUpStep) this.work(rest, task);
    else this.work(setUpStep, () => this.#setUpStep(rest - setUpStep, task));
  }

  /** Takes streams in from now on. */
  listen(): void {
    this.options.endpoint.listen((stream) => new ServerPipe(this, stream));
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
    this.#die();
    this.options.endpoint.crash();
  }

  /** Ends its streams and is gone. */
  stop(): void {
    this.#die();
    this.options.endpoint.close();
  }

  #die(): void {
    this.isStill = true;
    this.#aside = null;
  }

  get isPaused(): boolean {
    return this.#aside !== null;
  }

  /** Stands still: does no work, sees nothing of what comes, and its timers go off late. */
  pause(): void {
    this.#stand();
    this.options.endpoint.pause();
  }

  /** Stands still with its sockets closed; of that it hears when it goes on. */
  suspend(inPeace: boolean): void {
    this.#stand();
    if (inPeace) this.options.endpoint.close();
    else this.options.endpoint.crash();
  }

  #stand(): void {
    this.isStill = true;
    this.#aside ??= [];
    if (!this.options.endpoint.isUp) this.listen();
  }

  /** Goes on with what it was doing, then with what has come up, then with what has come in. */
  resume(): void {
    const aside = this.#aside ?? [];
    this.isStill = false;
    this.#aside = null;
    if (!this.options.endpoint.isUp) this.listen();
    for (const job of aside) this.processor.submit(job);
    this.options.endpoint.resume();
  }

  setAside(job: Job): void {
    this.#aside?.push(job);
  }

  wallTime(): Stamp {
    const { now } = this.scheduler;
    return this.clock === null ? now : this.clock.read(now);
  }

  elapsed(): number {
    return this.scheduler.now;
  }

  uniform(): number {
    this.#dice ??= this.options.random.fork("dice");
    return this.#dice.uniform();
  }

  activity(owner: Loops, stream: ClientStream | ServerStream | null): Activity {
    return new Pass(this, owner, stream as Pipe | null);
  }

  race(sender: Activity, receiver: Activity): void {
    this.#race ??= this.options.random.fork("race");
    const receiverFirst = this.#race.uniform() < this.options.settings.receiverFirst;
    (receiverFirst ? receiver : sender).wake();
    (receiverFirst ? sender : receiver).wake();
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

/** Work of any kind. */
class Task implements Job {
  readonly host: Host;
  readonly cost: Duration;
  readonly run: () => void;
  next: Job | null = null;

  constructor(host: Host, cost: Duration, run: () => void) {
    this.host = host;
    this.cost = cost;
    this.run = run;
  }
}

/**
 * An activity, whose pass is work for the processor, over and over, as it has one at a time (its signals have one slot): its wake-up costs, and then
 * each of its messages.
 */
class Pass extends Activity implements Job, Alarmed {
  readonly host: Host;
  readonly cost: Duration;
  next: Job | null = null;
  readonly #pipe: Pipe | null;
  #timer: Alarm | null = null;
  /** It is its timer that wakes it. */
  #isDue = false;

  constructor(host: Host, owner: Loops, pipe: Pipe | null) {
    super(owner);
    this.host = host;
    this.cost = host.processing.wakeUp;
    this.#pipe = pipe;
  }

  wake(): void {
    if (this.#isDue) this.host.processor.submitTimed(this);
    else this.host.processor.submit(this);
  }

  setTimer(delay: Duration): void {
    const { scheduler } = this.host;
    this.clearTimer();
    this.#timer ??= new Alarm(this);
    scheduler.post(scheduler.now + delay, this.#timer);
  }

  /** One that waits for its time stays in the queue until then; the next one is another. */
  clearTimer(): void {
    if (!this.#timer?.isPosted) return;
    this.#timer.cancel();
    this.#timer = null;
  }

  /** The time is up. */
  alarm(): void {
    this.#isDue = true;
    this.signal();
    this.#isDue = false;
  }

  override run(): void {
    if (this.#pipe?.isBlocked) this.#pipe.whenFree(this);
    else super.run();
  }
}

/** A message all its way: work for the processor that sends it, a packet, work for the processor that takes it in; never two of them at once. */
class Letter extends MessagePacket implements Job {
  /** Where it is, or where it was sent. */
  pipe: Pipe;
  cost: Duration;
  next: Job | null = null;
  #isThere = false;

  constructor(pipe: Pipe, cost: Duration, parts: { payload: unknown; bytes: number; travelling: number }) {
    super(parts.payload, parts.bytes, parts.travelling);
    this.pipe = pipe;
    this.cost = cost;
  }

  get host(): Host {
    return this.pipe.host;
  }

  /** It has come out of the network at that end. */
  comeTo(pipe: Pipe, cost: Duration): void {
    this.pipe = pipe;
    this.cost = cost;
    this.#isThere = true;
  }

  run(): void {
    if (this.#isThere) this.pipe.taken(this.message as Request | Response);
    else this.pipe.leave(this);
  }
}

/**
 * A node's end of a stream: charges the processor for messages, encodes them when asked to, and holds back what the transport does
 * not take yet. While it does, the stream's sender is not run.
 */
abstract class Pipe implements StreamHandler {
  readonly host: Host;
  /** Accepted from the core, not taken by the transport; null when it takes all. */
  #held: Letter[] | null = null;
  #afterwards: Pass[] | null = null;

  constructor(host: Host) {
    this.host = host;
  }

  get isBlocked(): boolean {
    return this.#held !== null;
  }

  whenFree(pass: Pass): void {
    this.#afterwards ??= [];
    this.#afterwards.push(pass);
  }

  /** The transport's end of it; null when there was nobody to dial. */
  abstract readonly stream: StreamEnd | null;

  abstract opened(): void;
  abstract received(payload: unknown, packet: MessagePacket): void;
  abstract closed(reason: string | null): void;
  protected abstract deliver(message: Request | Response): void;

  protected transmit(message: Request | Response, encode: (codec: Codec) => Uint8Array): void {
    const { host } = this;
    const { codec, compressedLength } = host;
    const stream = this.stream!;
    const { length } = message;
    const payload = codec === null ? message : encoded(message, encode(codec));
    host.trace.messageSent(host.scheduler.now, host.id, message, stream.peerHost, stream);
    // Now, as stamps can be read only until the next one changes.
    const travelling = compressedLength === null ? length : compressedLength(payload);
    host.processor.submitNext(new Letter(this, processingCost(host, message), { payload, bytes: length, travelling }));
  }

  /** Charges for a message that came in, then hands it to the core. */
  protected take(letter: Letter): void {
    letter.comeTo(this, processingCost(this.host, letter.message as Request | Response));
    this.host.processor.submitMessage(letter, this);
  }

  /** The processor is done with a message that came in. */
  taken(message: Request | Response): void {
    const { host } = this;
    const stream = this.stream!;
    host.trace.messageReceived(host.scheduler.now, host.id, message, stream.peerHost, stream);
    this.deliver(message);
  }

  protected hangUp(reason: string | null): void {
    this.host.processor.submitNext(new Task(this.host, 0, () => this.stream?.close(reason)));
  }

  /** What waited for the stream to take more goes on. */
  protected released(): void {
    const passes = this.#afterwards ?? [];
    this.#afterwards = null;
    for (const pass of passes) this.host.processor.submit(pass);
  }

  /** The processor is done with a message that goes out. */
  leave(letter: Letter): void {
    const { stream } = this;
    if (stream === null || !stream.isOpen) return;
    if (this.#held !== null) {
      this.#held.push(letter);
    } else if (stream.writable) {
      stream.sendPacket(letter);
    } else {
      this.#held = [letter];
      stream.whenWritable(() => this.#drain(stream, this.#held!));
    }
  }

  #drain(stream: StreamEnd, held: Letter[]): void {
    while (held.length > 0 && stream.writable) stream.sendPacket(held.shift()!);
    if (held.length > 0) {
      stream.whenWritable(() => this.#drain(stream, held));
      return;
    }
    this.#held = null;
    this.released();
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
  const { processing } = host;
  return processing.message + processing.info * message.delta.length;
}

class ClientPipe extends Pipe implements ClientStream {
  readonly stream: StreamEnd | null;
  readonly #core: ClientStreamHandler;

  constructor(host: Host, handler: ClientStreamHandler, target: Endpoint | null) {
    super(host);
    this.#core = handler;
    if (target === null) host.perform(() => handler.closed("no such host"));
    this.stream = target === null ? null : host.options.endpoint.dial(target, this);
  }

  send(message: Request): void {
    this.transmit(message, (codec) => codec.encodeRequest(message));
  }

  close(): void {
    this.hangUp(null);
  }

  override opened(): void {
    this.host.setUp(() => this.#core.opened());
  }

  override received(payload: unknown, packet: MessagePacket): void {
    const { codec } = this.host;
    if (codec !== null) packet.message = decodeResponse(codec, payload as Encoded);
    this.take(packet as Letter);
  }

  override closed(reason: string | null): void {
    this.host.perform(() => this.#core.closed(reason));
  }

  protected override deliver(message: Request | Response): void {
    this.#core.received(message as Response);
  }
}

class ServerPipe extends Pipe implements ServerStream {
  readonly stream: StreamEnd;
  #inbox: Letter[] | null = null;
  readonly #core: ServerStreamHandler;

  constructor(host: Host, stream: StreamEnd) {
    super(host);
    this.stream = stream;
    this.#core = host.gossip.accept(this);
    host.setUp(() => {});
  }

  send(message: Response): void {
    this.transmit(message, (codec) => codec.encodeResponse(message));
  }

  close(reason: string | null): void {
    this.hangUp(reason);
  }

  override opened(): void {}

  override received(payload: unknown, packet: MessagePacket): void {
    const { codec } = this.host;
    if (codec !== null) packet.message = decodeRequest(codec, payload as Encoded);
    this.#receive(packet as Letter);
  }

  override closed(reason: string | null): void {
    this.host.perform(() => this.#core.closed(reason));
  }

  protected override released(): void {
    super.released();
    const requests = this.#inbox ?? [];
    this.#inbox = null;
    for (const request of requests) this.#receive(request);
  }

  /** The receiver's loop answers each Request before it takes the next: it does not read while its answer is held. */
  #receive(request: Letter): void {
    if (!this.isBlocked) {
      this.take(request);
      return;
    }
    this.#inbox ??= [];
    this.#inbox.push(request);
  }

  protected override deliver(message: Request | Response): void {
    this.#core.received(message as Request);
  }
}

function decodeRequest(codec: Codec, { kind, bytes }: Encoded): Request {
  return codec.decodeRequest(bytes, kind as RequestKind);
}

function decodeResponse(codec: Codec, { kind, bytes }: Encoded): Response {
  return codec.decodeResponse(bytes, kind as ResponseKind);
}
