import type { Time } from "../kernel/time.ts";
import type { Component } from "../network/network.ts";
import type { Probe } from "../simulation/trace.ts";
import { type Course, nextMark } from "./course.ts";

/** A digest of everything that happened: two runs with the same one took the same course, event by event. */
export function fingerprint(): Probe & { digest(): string; course(): Course } {
  const hash = new Hash();
  return { ...hearing(hash), digest: () => hash.digest(), course: () => hash.course() };
}

/** Puts events into a hash, each call one event: the one list of those that count, for whoever numbers them as the fingerprint does. */
export function hearing(hash: Hash) {
  return {
    nodeUp: (time, node) => hash.add(1, time, node),
    nodeDown: (time, node) => hash.add(2, time, node),
    stored: (time, node, info) => {
      hash.add(3, time, node);
      hash.number(info.nodeId);
      hash.number(info.hops);
      // Virtual times are numbers, and so are the stamps made from them.
      hash.number(Number(info.value.time));
    },
    messageSent: (time, node, message) => {
      hash.add(4, time, node);
      hash.number(message.length);
      hash.number(message.stamps.count);
    },
    messageReceived: (time, node, message) => {
      hash.add(5, time, node);
      hash.number(message.length);
    },
    connection: (time, node, event) => {
      hash.add(6, time, node);
      hash.text(event.type);
    },
    wireMessage: (time, node, { messageBytes, compression, framing, tls, headers }) => {
      hash.add(7, time, node);
      hash.number(messageBytes + compression + framing + tls + headers);
    },
    wireControl: (time, node, component, bytes) => {
      hash.add(8, time, node);
      hash.number(components[component]);
      hash.number(bytes);
    },
    fault: (time, description) => {
      hash.add(9, time, 0);
      hash.text(description);
    },
    ended: (time) => hash.add(10, time, 0),
  } satisfies Probe;
}

/** Numbers instead of names: acknowledgements are as many as messages. */
const components: Readonly<Record<Component, number>> = {
  tls: 1,
  headers: 2,
  acknowledgements: 3,
  handshake: 4,
  heartbeat: 5,
  retransmitted: 6,
};

/** Two lanes of 32-bit multiplicative mixing (FNV-1a's idea on whole words): not for secrets, only to tell runs apart. */
export class Hash {
  // As signed words: so they stay whole numbers to the engine.
  #a = startA;
  #b = startB;
  /** The last time and its two words: mostly the next one is the same. */
  #time: Time = 0;
  #timeLow = 0;
  #timeHigh = 0;

  #events = 0;
  /** How many events the next mark stands for, and the marks so far. */
  #next = nextMark(0);
  #marks = "";

  /** Begins an event. */
  add(kind: number, time: Time, node: number): void {
    if (this.#events === this.#next) {
      this.#marks += this.#mark();
      this.#next = nextMark(this.#next);
    }
    this.#events++;
    if (time !== this.#time) {
      this.#time = time;
      this.#timeLow = time | 0;
      this.#timeHigh = high(time);
    }
    this.#word(kind * 0x1000000 + node);
    this.#word(this.#timeLow);
    this.#word(this.#timeHigh);
  }

  number(value: number): void {
    this.#word(value | 0);
    this.#word(high(value));
  }

  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.#word(text.charCodeAt(i));
  }

  /** So many have begun. */
  get events(): number {
    return this.#events;
  }

  /** Forgets what it was given, so that the digest will be that of the next event alone. */
  restart(): void {
    this.#a = startA;
    this.#b = startB;
  }

  /** In 32 bits, where the digest is not needed as a text. */
  shortDigest(): number {
    return this.#a >>> 0;
  }

  digest(): string {
    return [this.#a, this.#b].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
  }

  course(): Course {
    return { events: this.#events, marks: this.#events === 0 ? "" : this.#marks + this.#mark() };
  }

  /** Eighteen bits of the digest, six a character. */
  #mark(): string {
    return [0, 6, 12].map((shift) => markDigits[(this.#a >>> shift) & 63]).join("");
  }

  #word(word: number): void {
    const a = Math.imul(this.#a ^ word, 0x01000193);
    this.#a = a ^ (a >>> 15);
    const b = Math.imul(this.#b ^ word, 0x85ebca6b);
    this.#b = b ^ (b >>> 13);
  }
}

const startA = 0x811c9dc5 | 0;
const startB = 0x9e3779b9 | 0;

const markDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The upper word of a number. A multiplication by a power of two is exact, as the division is, and much faster. */
function high(value: number): number {
  return Math.floor(value * perWord) | 0;
}

const perWord = 1 / 4294967296;
