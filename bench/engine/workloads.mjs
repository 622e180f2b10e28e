// What every program of this folder simulates; each other language says the same in its own words, with the same numbers in the same order.

const second = 1e9;

/** Of the numbers of every program but SimPy's. */
export const seed = 1;

/** Small Fast Counting generator (Chris Doty-Humphrey), 32-bit arithmetic only, so that it is the same in every language. */
export class Sfc32 {
  #a = 0;
  #b = 0;
  #c;
  #counter = 1;

  constructor(seed) {
    this.#c = seed | 0;
    for (let i = 0; i < 12; i++) this.bits();
  }

  bits() {
    const a = this.#a;
    const b = this.#b;
    const c = this.#c;
    const out = (((a + b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = b ^ (b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out;
  }

  /** In [0, 1). */
  uniform() {
    return (this.bits() >>> 0) / 4294967296;
  }

  /** In [0, bound). */
  below(bound) {
    return Math.floor(this.uniform() * bound);
  }

  exponential(mean) {
    return -mean * Math.log(1 - this.uniform());
  }

  /** Log-normal by Box and Muller. */
  lognormal(median, sigma) {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * this.uniform()));
  }
}

/** So many events of PHOLD or the mixture are not timed: each pending one has happened twice on average, and compilers are done. */
export function warmupOf(size) {
  return Math.max(2 * size, 1_000_000);
}

/** Of the processor, all threads together: what else runs on the machine is not in it. */
export function secondsSince(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** PHOLD: from an event to the one it schedules, in nanoseconds. */
export function pholdDelay(random) {
  return Math.floor((0.1 + random.exponential(0.9)) * second);
}

/** The mixture of a gossip cluster: 70 % latencies of 0.5 to 100 ms, 25 % timers of 1 to 4.5 s, 5 % expiries after two hours. */
export function mixtureDelay(random) {
  const kind = random.uniform();
  if (kind < 0.7) return Math.floor(Math.min(Math.max(random.lognormal(0.01, 1), 0.0005), 0.1) * second);
  if (kind < 0.95) return Math.floor((1 + 3.5 * random.uniform()) * second);
  return 7200 * second;
}

/** Rumor: until a node pushes again. */
export function pushInterval(random) {
  return Math.floor((0.9 + 0.2 * random.uniform()) * second);
}

/** Rumor: of a message. */
export function latency(random) {
  return Math.floor(random.lognormal(0.02, 0.5) * second);
}
