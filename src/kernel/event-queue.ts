import { assert } from "./assert.ts";
import type { Time } from "./time.ts";

// The queue of a run, for times that are whole nanoseconds and never go back.
//
// 1. Later events lie unsorted in the slots of a wheel with five levels. The slots of a level together are as wide as one slot of the level above,
//    the one that was opened last. So a push is a subtraction and a product, whatever else waits.
// 2. When nothing is left at hand, the first slot of the lowest level that has one is opened. If many events are in it, they are spread over the
//    slots of the level below; if few, they are sorted, and are at hand. So an event moves once or twice, five times at most. Far events (two-hour
//    expiries) are not touched before their time is near, and no width has to be guessed from the past.
// 3. An event that is due before the end of the opened slot is put in its place among those at hand; when these become too many, the
//    slot is spread after all.
// 4. The order of pushing breaks ties without being stored: a slot keeps it, and so do spreading and sorting.
// 5. What a million events cost is waiting for main memory. A slot is a chain of blocks, in which times and places stand side by side, so that
//    spreading reads neighbouring numbers; and the event objects of a block are looked at together, ahead of their time (see #spread).

/** Something that happens at a moment. Who makes many of one kind derives a class, and the object is event and data in one. */
export abstract class Event {
  /** Whether it waits for its time; the queue says so. */
  isPosted = false;

  abstract fire(): void;
}

const levels = 5;
/**
 * 1 ns, 1 µs, 1 ms, 9 s, 2.4 h: powers of two, so that products with their inverses are exact; the last level ends where times do, at 2^53. Slots of
 * 1 ms reach as far as the timers of a protocol, and in most simulations few enough events are in one to be sorted at once.
 */
const widths = Float64Array.of(1, 1024, 1024 * 1024, 8192 * 1024 * 1024, 1024 * 8192 * 1024 * 1024);
const inverseWidths = widths.map((width) => 1 / width);
/** The slots of all levels are numbered through: 1024 of each, but 8192 of 1 ms. */
const firstSlots = Int32Array.of(0, 1024, 2048, 10_240, 11_264);
const slots = 12_288;
/** The level of each 1024 slots. */
const levelsOfSlots = Int32Array.of(0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4);
/** Events in a block. */
const blockBits = 4;
const blockSize = 1 << blockBits;
/** So few events are sorted rather than spread. */
const fewEnough = 32;
/** So many events are too many to put one more in its place among them. */
const tooMany = 128;

/** Priority queue over (time, order of pushing). An event that is cancelled stays until it comes up. */
export class EventQueue {
  /** The events that wait, in no order; everything below holds their places in here. */
  readonly #events: (Event | null)[] = [null];
  /** The places that are free, as a stack. */
  #free = new Int32Array(1);
  #freeCount = 1;

  // The blocks: `blockSize` times and places each.
  #times = new Float64Array(64 * blockSize);
  #places = new Int32Array(64 * blockSize);
  /** The block before this one in its slot, or the free one under it; 0 is none. */
  #previous = new Int32Array(64);
  #freeBlock = 0;
  #usedBlocks = 1;

  // The slots of all levels. Every block of a slot but the last is full.
  readonly #lastBlocks = new Int32Array(slots);
  readonly #counts = new Int32Array(slots);
  /** A bit for each slot that is not empty, and a bit for each word of these that is not 0. */
  readonly #occupied = new Int32Array(slots / 32);
  readonly #occupiedWords = new Int32Array(slots / 1024);
  /** Where the slots of a level begin and end; they are at the same moment when the level is not in use. */
  readonly #starts = new Float64Array(levels);
  readonly #ends = new Float64Array(levels).fill(Number.POSITIVE_INFINITY, levels - 1);

  // What is at hand: all events before #limit, in order, from #head to before #tail.
  #sortedTimes = new Float64Array(64);
  #sorted = new Int32Array(64);
  #head = 0;
  #tail = 0;
  #limit: Time = 0;
  /** The slot that was opened last: its level and its start. */
  #level = 0;
  #start: Time = 0;
  #now: Time = 0;

  get size(): number {
    return this.#events.length - this.#freeCount;
  }

  /** Time of the event that was popped last. */
  get now(): Time {
    return this.#now;
  }

  /** `time` must not be before that of the last pop, nor before a moment until which a pop found nothing. */
  push(time: Time, event: Event): void {
    if (this.#freeCount === 0) this.#makePlaces();
    const place = this.#free[--this.#freeCount]!;
    this.#events[place] = event;
    event.isPosted = true;
    if (time >= this.#limit) this.#put(time, place);
    else this.#insert(time, place);
  }

  /** The next event, if its time is not after `until`. */
  pop(until: Time): Event | null {
    if (this.#head === this.#tail && !this.#advance(until)) return null;
    const head = this.#head;
    const time = this.#sortedTimes[head]!;
    if (time > until) return null;
    this.#head = head + 1;
    this.#now = time;
    const place = this.#sorted[head]!;
    const event = this.#events[place]!;
    this.#events[place] = null;
    this.#free[this.#freeCount++] = place;
    event.isPosted = false;
    return event;
  }

  /** Into the wheel. */
  #put(time: Time, place: number): void {
    const ends = this.#ends;
    let level = 0;
    while (time >= ends[level]!) level++;
    const slot = firstSlots[level]! + (((time - this.#starts[level]!) * inverseWidths[level]!) | 0);
    const count = this.#counts[slot]!++;
    const offset = count % blockSize;
    if (offset === 0) {
      this.#lastBlocks[slot] = this.#takeBlock(this.#lastBlocks[slot]!);
      if (count === 0) this.#occupy(slot);
    }
    const at = (this.#lastBlocks[slot]! << blockBits) + offset;
    this.#times[at] = time;
    this.#places[at] = place;
  }

  /** Among those at hand, after all of its time. */
  #insert(time: Time, place: number): void {
    if (this.#tail === this.#sorted.length) this.#makeRoom();
    const times = this.#sortedTimes;
    const sorted = this.#sorted;
    const head = this.#head;
    let at = this.#tail++;
    while (at > head && times[at - 1]! > time) {
      times[at] = times[at - 1]!;
      sorted[at] = sorted[at - 1]!;
      at--;
    }
    times[at] = time;
    sorted[at] = place;
    // Within a nanosecond there is nothing to sort: the new one went to the end.
    if (this.#tail - head > tooMany && this.#level > 0) this.#putBack();
  }

  /** Gets events at hand; false when none is left until then. Opens no slot that begins later: a push before it may still come. */
  #advance(until: Time): boolean {
    while (this.size > 0) {
      const slot = this.#firstOccupied();
      const level = levelsOfSlots[slot >> 10]!;
      const start = this.#starts[level]! + (slot - firstSlots[level]!) * widths[level]!;
      if (start > until) return false;
      const block = this.#lastBlocks[slot]!;
      const count = this.#counts[slot]!;
      this.#vacate(slot);
      if (level === 0 || count <= fewEnough) {
        this.#open(level, start, start);
        this.#limit = start + widths[level]!;
        this.#sort(block, count);
        return true;
      }
      this.#open(level, start, start + widths[level]!);
      this.#spread(block, count);
    }
    return false;
  }

  /** From now on the slots of the level below reach from `start` to `end`, and those of the levels under it are not in use. */
  #open(level: number, start: Time, end: Time): void {
    this.#level = level;
    this.#start = start;
    this.#limit = start;
    for (let below = 0; below < level; below++) {
      this.#starts[below] = start;
      this.#ends[below] = start;
    }
    if (level > 0) this.#ends[level - 1] = end;
  }

  /** Gets the events of a chain of blocks at hand, by insertion, the last pushed first. */
  #sort(block: number, count: number): void {
    this.#head = 0;
    this.#tail = count;
    while (this.#sorted.length < count) this.#makeRoom();
    const times = this.#sortedTimes;
    const sorted = this.#sorted;
    let left = count;
    while (block !== 0) {
      const first = block << blockBits;
      for (let from = first + ((left - 1) % blockSize); from >= first; from--) {
        const time = this.#times[from]!;
        let at = --left;
        while (at + 1 < count && times[at + 1]! < time) {
          times[at] = times[at + 1]!;
          sorted[at] = sorted[at + 1]!;
          at++;
        }
        times[at] = time;
        sorted[at] = this.#places[from]!;
      }
      block = this.#giveBlock(block);
    }
  }

  /** Puts the events of a chain of blocks into the wheel again, the first pushed first. */
  #spread(last: number, count: number): void {
    let block = this.#turnRound(last);
    let left = count;
    while (block !== 0) {
      const first = block << blockBits;
      const end = first + Math.min(left, blockSize);
      // They will fire soon. Here the processor fetches all of them at once; one after the other when they fire, it would wait for each.
      for (let at = first; at < end; at++) {
        assert(this.#events[this.#places[at]!]!.isPosted, "an event in the queue is posted");
      }
      for (let at = first; at < end; at++) this.#put(this.#times[at]!, this.#places[at]!);
      left -= blockSize;
      block = this.#giveBlock(block);
    }
  }

  /** What is at hand goes into the slots of the level below the one it came from. */
  #putBack(): void {
    const head = this.#head;
    const tail = this.#tail;
    this.#head = 0;
    this.#tail = 0;
    this.#open(this.#level, this.#start, this.#start + widths[this.#level]!);
    for (let at = head; at < tail; at++) this.#put(this.#sortedTimes[at]!, this.#sorted[at]!);
  }

  #occupy(slot: number): void {
    const word = slot >> 5;
    this.#occupied[word]! |= 1 << slot;
    this.#occupiedWords[word >> 5]! |= 1 << word;
  }

  #vacate(slot: number): void {
    this.#lastBlocks[slot] = 0;
    this.#counts[slot] = 0;
    const word = slot >> 5;
    this.#occupied[word]! &= ~(1 << slot);
    if (this.#occupied[word] === 0) this.#occupiedWords[word >> 5]! &= ~(1 << word);
  }

  /** In a queue that has some: what is in a lower level is earlier. */
  #firstOccupied(): number {
    let at = 0;
    while (this.#occupiedWords[at] === 0) at++;
    const word = 32 * at + lowestBit(this.#occupiedWords[at]!);
    return 32 * word + lowestBit(this.#occupied[word]!);
  }

  #takeBlock(previous: number): number {
    let block = this.#freeBlock;
    if (block !== 0) this.#freeBlock = this.#previous[block]!;
    else {
      if (this.#usedBlocks === this.#previous.length) this.#makeBlocks();
      block = this.#usedBlocks++;
    }
    this.#previous[block] = previous;
    return block;
  }

  /** Gives back a block, and tells the one before it. */
  #giveBlock(block: number): number {
    const previous = this.#previous[block]!;
    this.#previous[block] = this.#freeBlock;
    this.#freeBlock = block;
    return previous;
  }

  /** Makes the first block of a chain the last, and tells it. */
  #turnRound(last: number): number {
    let turned = 0;
    for (let block = last; block !== 0; ) {
      const previous = this.#previous[block]!;
      this.#previous[block] = turned;
      turned = block;
      block = previous;
    }
    return turned;
  }

  /** Moves what is at hand to the front, or into twice the room if much is at hand. */
  #makeRoom(): void {
    const head = this.#head;
    const tail = this.#tail;
    if (2 * (tail - head) >= this.#sorted.length) {
      this.#sortedTimes = copied(this.#sortedTimes, new Float64Array(2 * this.#sorted.length));
      this.#sorted = copied(this.#sorted, new Int32Array(2 * this.#sorted.length));
    }
    this.#sortedTimes.copyWithin(0, head, tail);
    this.#sorted.copyWithin(0, head, tail);
    this.#head = 0;
    this.#tail = tail - head;
  }

  #makeBlocks(): void {
    this.#times = copied(this.#times, new Float64Array(2 * this.#times.length));
    this.#places = copied(this.#places, new Int32Array(2 * this.#places.length));
    this.#previous = copied(this.#previous, new Int32Array(2 * this.#previous.length));
  }

  #makePlaces(): void {
    const count = this.#events.length;
    this.#free = new Int32Array(2 * count);
    for (let place = 2 * count - 1; place >= count; place--) this.#free[this.#freeCount++] = place;
    for (let i = 0; i < count; i++) this.#events.push(null);
  }
}

function copied<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
