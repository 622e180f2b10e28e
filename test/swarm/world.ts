import { Random } from "../../src/kernel/random.ts";

/** A scenario in pieces, each of which can be left out. Times in milliseconds. */
export interface World {
  readonly seed: number;
  readonly wire: "counted" | "encoded";
  readonly nodes: number;
  /** Names of two groups that share the nodes, or none. */
  readonly groups: boolean;
  readonly join: string;
  readonly sites: string;
  readonly start: number;
  readonly network: readonly string[];
  readonly host: readonly string[];
  readonly protocol: readonly string[];
  readonly workload: readonly string[];
  readonly faults: readonly string[];
  /** From here on it must have converged; null where the protocol does not promise that. */
  readonly calm: number | null;
  /** How long parts that have lost each other may take to find together again. */
  readonly wayBack: number;
  /** How far clocks may be wrong, either way. */
  readonly skew: number;
  readonly duration: number;
}

/** A node that was down for so long has lost the lease of range 1 (src/simulation/workload.ts). */
const leaseDuration = 9_000;
const longestFault = 25_000;

/** How long a value may take to reach everybody in a connected network at peace. */
export const spread = 6_000;

/** The world of a seed; one in ten may fall apart for good, and keeps the invariants all the same. */
export function generate(seed: number): World {
  const random = new Random(`swarm ${seed}`);
  const dice = (label: string) => new Dice(random.fork(label));
  const world = healing(seed, dice);
  return dice("promise").chance(0.1) ? forlorn(world, dice("forlorn")) : world;
}

function healing(seed: number, dice: (label: string) => Dice): World & { readonly calm: number } {
  const size = dice("size");
  const nodes = size.chance(0.04)
    ? size.between(8, 16)
    : size.of([size.between(1, 3), size.between(2, 5), size.between(4, 7)]);
  const preset = size.of(["2.1", "2.1", "2.1", "2.0", "1.0"]);
  const protocol = protocolOf(dice("protocol"), preset);
  const sentinel = sentinelOf(dice("sentinel"), preset);
  const groups = nodes >= 2 && size.chance(0.3);
  const start = size.of([0, 100, size.between(0, 3_000)]);
  const network = networkOf(dice("network"), nodes);
  const join = joinOf(dice("join"), nodes, sentinel.exists);
  // Whoever knows node 1 needs no other: those may go for good.
  const mortal = join === "first" || join.startsWith("{ nodes");
  const persist = dice("persist").chance(0.5);
  // A lease that moves makes several nodes say that the cluster is whole. Then a node that cleans up its bootstrap addresses (H3) may keep those
  // of one part alone, and nobody who looks for others knows where (known-limits.test.ts).
  const longestCrash = sentinel.moves && persist ? leaseDuration - 1_000 : longestFault;
  const faults = faultsOf(dice("faults"), { nodes, groups, mortal, after: 500, longestCrash });
  const healed = Math.max(start, ...faults.map(({ end }) => end));
  // The longest way back: both sides notice, the sentinel runs out, and then each address is tried in turn.
  const attempt = Math.max(protocol.bootstrap, Math.round(1.25 * protocol.stall));
  const wayBack = 2 * network.silence + network.connectTimeout + sentinel.ttl + (nodes + 2) * attempt;
  const calm = healed + wayBack;
  const late = `{ key: "late:{node}", from: all, at: ${calm} ms, size: 8 B }`;
  return {
    seed,
    wire: size.chance(0.3) ? "encoded" : "counted",
    nodes,
    groups,
    join,
    sites: network.sites,
    start,
    network: network.options,
    host: hostOf(dice("host"), persist),
    protocol: protocol.options,
    workload: [...sentinel.items, ...workloadOf(dice("workload"), nodes), late],
    faults: faults.map(({ text }) => text),
    calm,
    wayBack,
    skew: Math.max(0, ...faults.map(({ skew = 0 }) => skew)),
    duration: calm + spread + 3 * attempt + 4_000,
  };
}

/** Parts that know only themselves, each with a sentinel of its own; nodes and links that never come back. */
function forlorn(world: World, dice: Dice): World {
  const { nodes } = world;
  // Who is down for good cannot go down once more.
  const isEnd = (fault: string) => /^{ (crash|stop):/.test(fault);
  const ends = world.faults.filter(isEnd).length;
  const eternal = (fault: string) =>
    dice.chance(0.3) && (ends === 1 || !isEnd(fault))
      ? fault.replace(/, (for|restart): \d+ ms(, memory: \w+)?/, "")
      : fault;
  const sentinel = (item: string) =>
    item.includes("key: sentinel")
      ? `{ key: sentinel, from: [1, ${nodes}], at: ${dice.between(0, 2_000)} ms, size: 16 B }`
      : item;
  return {
    ...world,
    join: nodes > 1 && dice.chance(0.5) ? `{ random: ${dice.between(1, nodes - 1)} }` : world.join,
    workload: world.workload.map(sentinel),
    faults: world.faults.map(eternal),
    calm: null,
  };
}

/** As a scenario file. */
export function toYaml(world: World): string {
  const { seed, nodes, groups, join, sites, start, network, host, protocol, workload, faults, duration } = world;
  const first = Math.ceil(nodes / 2);
  const site = sites.includes("names") ? ", site: even" : "";
  const members = groups
    ? `groups: [{ name: a, nodes: ${first}${site} }, { name: b, nodes: ${nodes - first}${site} }]`
    : `nodes: ${nodes}`;
  const list = (name: string, items: readonly string[]) =>
    items.length === 0 ? [] : [`${name}:`, ...items.map((item) => `  - ${item}`)];
  return [
    `name: swarm-${seed}`,
    `seed: ${seed}`,
    `duration: ${duration} ms`,
    `cluster: { ${members}, join: ${join}, start: { within: ${start} ms } }`,
    `network: { ${[`sites: ${sites}`, ...network].join(", ")} }`,
    `host: { ${host.join(", ")} }`,
    `protocol: { ${protocol.join(", ")} }`,
    ...list("workload", workload),
    ...list("faults", faults),
    "",
  ].join("\n");
}

class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  chance(share: number): boolean {
    return this.#random.uniform() < share;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.#random.below(most - least + 1);
  }

  of<T>(items: readonly T[]): T {
    return items[this.#random.below(items.length)]!;
  }

  sample<T>(items: readonly T[], count: number): T[] {
    return this.#random.sample(items, count);
  }

  /** Some of the options. */
  some(share: number, options: readonly string[]): string[] {
    return options.filter(() => this.chance(share));
  }
}

function protocolOf(dice: Dice, preset: string): { options: string[]; stall: number; bootstrap: number } {
  const resend = dice.of([null, null, "ratchet", "replace"]);
  const ratchet = resend === null ? preset === "2.1" : resend === "ratchet";
  const stall = preset === "2.1" && dice.chance(0.5) ? 2_000 : dice.between(500, 3_000);
  const bootstrap = dice.chance(0.5) ? 1_000 : dice.between(200, 2_000);
  const options = dice.some(0.3, [
    `maxHops: ${dice.between(2, 8)}`,
    `minPeers: ${dice.between(2, 5)}`,
    `peersRoot: ${dice.between(2, 4)}`,
    ...(ratchet ? [`highWaterStamps: ${dice.of(["full", "delta", "delta"])}`] : []),
    `identity: ${dice.of(["every-request", "first-request"])}`,
    `startMarkers: ${dice.of(["true", "false"])}`,
    `firstSend: ${dice.of(["after-reply", "at-once"])}`,
    `emptyFirstReply: ${dice.of(["true", "false"])}`,
    `cullInterval: ${dice.between(5, 60)} s`,
    `jitter: ${dice.between(0, 100)} %`,
    `batchDelay: ${dice.between(0, 50)} ms`,
    `tightenInterval: ${dice.between(0, 2_000)} ms`,
    `incomingSlack: ${dice.between(0, 3)}`,
    `callbacks: ${dice.of(["changed-or-redundant", "all"])}`,
  ]);
  const clients = dice.between(1_000, 8_000);
  const timers = [
    `stallInterval: ${stall} ms`,
    `bootstrapInterval: ${bootstrap} ms`,
    dice.of(["clientsInterval: off", `clientsInterval: ${clients} ms, clientsTtl: ${2 * clients} ms`]),
  ];
  const named = [`preset: cockroach-${preset}`, ...(resend === null ? [] : [`resend: ${resend}`])];
  return { options: [...named, ...options, ...timers], stall, bootstrap };
}

/**
 * Who says that the cluster is whole: one node at a time, as range 1 has one lease holder. The ttl of what it says is in the way back of
 * whoever is cut off.
 */
function sentinelOf(dice: Dice, preset: string): { items: string[]; exists: boolean; moves: boolean; ttl: number } {
  if (dice.chance(0.5)) {
    const use = dice.chance(0.8) && preset === "2.1" ? "2.1" : dice.of(["2.1", preset]);
    const stores = `storesPerNode: ${dice.between(0, 2)}, storeSize: ${dice.between(0, 600)} B`;
    return {
      items: [`{ use: cockroach-${use}, ${stores} }`],
      exists: true,
      moves: true,
      ttl: use === "2.1" ? 4_500 : 120_000,
    };
  }
  const every = dice.between(500, 4_000);
  const items = [
    `{ key: sentinel, from: 1, every: ${every} ms, ttl: ${2 * every} ms, size: 16 B }`,
    `{ key: cluster-id, from: 1, every: ${every} ms, size: 16 B }`,
  ];
  return dice.chance(0.8)
    ? { items, exists: true, moves: false, ttl: 2 * every }
    : { items: [], exists: false, moves: false, ttl: 0 };
}

/**
 * Graphs of addresses along which every part of a cluster finds the one with the sentinel: it alone does not look for others. Where each node
 * knows some others, a part may know only itself; so each knows all, or half of them where there is no sentinel and everybody looks.
 */
function joinOf(dice: Dice, nodes: number, sentinel: boolean): string {
  const others = dice.sample(
    Array.from({ length: nodes - 1 }, (_, index) => index + 2),
    dice.between(0, 2),
  );
  const random =
    nodes === 1 ? [] : [`{ random: ${sentinel ? nodes - 1 : dice.between(Math.ceil(nodes / 2), nodes - 1)} }`];
  return dice.of(["first", "ring", "line", `{ nodes: [${[1, ...others].join(", ")}] }`, ...random]);
}

function networkOf(dice: Dice, nodes: number) {
  const names = ["p", "q", "r", "s"].slice(0, dice.between(2, Math.min(4, Math.max(2, nodes))));
  // Clients that find all nodes full bounce between them as fast as the network lets them (rule N1): in a large cluster, not too fast.
  const large = nodes > 7;
  const latency = dice.of(
    large
      ? [dice.between(20_000, 200_000)]
      : [dice.between(100, 2_000), dice.between(1_000, 40_000), dice.between(20_000, 200_000)],
  );
  const sites =
    large || dice.chance(0.5)
      ? `{ latency: ${latency} us }`
      : `{ names: [${names.join(", ")}], latency: ${latency} us, within: ${dice.between(50, 1_000)} us }`;
  // Long enough for the slowest heartbeat: a connection that dies of jitter would be one more fault.
  const slow = Math.ceil((30 * latency) / 1_000);
  const silence = Math.max(dice.of([6_000, dice.between(1_000, 6_000)]), slow);
  const heartbeat = Math.round(silence / dice.of([2, 3]));
  // Three round trips of a handshake and their jitter fit in.
  const connectTimeout = Math.max(dice.between(1_000, 6_000), slow);
  const options = dice.some(0.5, [
    `jitter: { kind: lognormal, sigma: ${dice.between(1, 5) / 10} }`,
    `host: { up: ${dice.between(5, 1_000)} Mbit/s, down: ${dice.between(5, 1_000)} Mbit/s }`,
    `transport: ${dice.of(["grpc", "grpc-tls", "none", "{ kind: grpc, acknowledgements: false, heartbeats: false }"])}`,
    `writeQuota: ${dice.of([1, 1_000, 4_096, 65_536])} B`,
    `loopback: ${dice.between(1, 1_000)} us`,
    `loss: ${dice.between(1, 30) / 10} %`,
  ]);
  const timers = [
    `keepalive: { heartbeat: ${heartbeat} ms, silence: ${silence} ms }`,
    `connectTimeout: ${connectTimeout} ms`,
  ];
  return { sites, options: [...options, ...timers], silence, connectTimeout };
}

function hostOf(dice: Dice, persist: boolean): string[] {
  const perMessage = `message: ${dice.between(0, 500)} us, info: ${dice.between(0, 20)} us`;
  const perWakeUp = `wakeUp: ${dice.between(0, 300)} us`;
  const perStream = `stream: ${dice.between(0, 3_000)} us, streamSpread: ${dice.between(0, 100)} %`;
  const options = dice.some(0.5, [
    `processing: { ${[perMessage, ...dice.some(0.5, [perWakeUp, perStream])].join(", ")} }`,
    `processor: ${dice.of(["own", "shared"])}`,
    `receiverFirst: ${dice.between(0, 100)} %`,
  ]);
  return [...options, `persistAddresses: ${persist}`];
}

function workloadOf(dice: Dice, nodes: number): string[] {
  const item = (index: number): string => {
    const key = dice.of([`shared-${index}`, `"own-${index}:{node}"`]);
    const from = dice.of(["all", String(dice.between(1, nodes))]);
    const every = dice.between(300 + nodes * 400, 12_000);
    const ttl = dice.of(["", `, ttl: ${dice.between(50, 30_000)} ms`]);
    const repeated = dice.of(["", `, every: ${every} ms`, `, every: ${every} ms, jitter: ${dice.between(1, 100)} %`]);
    return `{ key: ${key}, from: ${from}, at: ${dice.between(0, 15_000)} ms, size: ${dice.between(0, 2_000)} B${repeated}${ttl} }`;
  };
  return Array.from({ length: dice.between(0, 3) }, (_, index) => item(index));
}

interface Drawn {
  readonly text: string;
  /** When its last consequence is over. */
  readonly end: number;
  readonly skew?: number;
}

interface FaultOptions {
  /** How many there are. */
  readonly count: number;
  readonly nodes: number;
  readonly groups: boolean;
  readonly mortal: boolean;
  readonly after: number;
  readonly longestCrash: number;
}

function faultsOf(dice: Dice, all: Omit<FaultOptions, "count">): Drawn[] {
  const count = dice.between(0, 3);
  const options = { ...all, count };
  // Whoever restarts with a clock that was set back stamps below what it stamped before: that world is not promised anything.
  if (dice.chance(0.1)) return Array.from({ length: count }, () => dice.of([clock, slow, partition])(dice, options));
  const isMortal = options.mortal && options.nodes > 1 && dice.chance(0.1);
  return Array.from({ length: count }, (_, index) => {
    if (isMortal && index === 0) return death(dice, options);
    const outages = isMortal ? [] : [outage, outage];
    const kinds = options.nodes === 1 ? [outage] : [...outages, partition, partition, pause, churn, slow, link];
    return dice.of(kinds)(dice, options);
  });
}

function death(dice: Dice, { nodes, after }: FaultOptions): Drawn {
  const at = dice.between(after, 10_000);
  return { text: `{ ${dice.of(["crash", "stop"])}: ${dice.between(2, nodes)}, at: ${at} ms }`, end: at };
}

/** When it comes, in words, the last moment at which it can, and how long it is from one time to the next. */
function moment(dice: Dice, { after }: FaultOptions): { when: string; last: number; every: number } {
  const at = dice.between(after, 10_000);
  const once = Number.POSITIVE_INFINITY;
  if (dice.chance(0.7)) return { when: `at: ${at} ms`, last: at, every: once };
  const latest = at + dice.between(1, 3_000);
  if (dice.chance(0.5)) return { when: `at: { random: [${at} ms, ${latest} ms] }`, last: latest, every: once };
  const every = dice.between(100, 5_000);
  const times = dice.between(2, 3);
  return { when: `at: ${at} ms, every: ${every} ms, times: ${times}`, last: at + every * (times - 1), every };
}

function span(dice: Dice): number {
  return dice.of([dice.between(50, 2_000), dice.between(2_000, 10_000), dice.between(10_000, longestFault)]);
}

function whom(dice: Dice, { nodes, groups }: FaultOptions): { text: string; most: number } {
  const some = dice.sample(
    Array.from({ length: nodes }, (_, index) => index + 1),
    dice.between(1, Math.min(3, nodes)),
  );
  const all = [
    String(some[0]),
    `[${some.join(", ")}]`,
    `{ random: ${some.length} }`,
    `{ random: ${dice.between(1, 100)} % }`,
    ...(groups ? ["b", "{ random: 1, of: a }"] : []),
  ];
  return { text: dice.of(all), most: nodes };
}

/** All at once, or one after the other. */
function turns(dice: Dice, most: number): { text: string; last: number } {
  if (dice.chance(0.7)) return { text: "", last: 0 };
  const each = dice.between(10, 3_000);
  return { text: `, each: ${each} ms`, last: each * (most - 1) };
}

function outage(dice: Dice, options: FaultOptions): Drawn {
  const { when, last, every } = moment(dice, options);
  const { text: who, most } = whom(dice, options);
  const turn = turns(dice, most);
  // Overlapping ones may add up, repeated ones above all.
  const isRepeated = every < Number.POSITIVE_INFINITY;
  const restart = Math.min(span(dice), isRepeated ? options.longestCrash / 3 : options.longestCrash);
  const memory = dice.of(["", "", ", memory: kept", ", memory: lost"]);
  const drain = dice.of([0, dice.between(1, 2_000)]);
  const stop = dice.chance(0.4);
  const kind = stop ? `stop: ${who}, drain: ${drain} ms` : `crash: ${who}`;
  const text = `{ ${kind}, ${when}${turn.text}, restart: ${Math.round(restart)} ms${memory} }`;
  return { text, end: last + turn.last + (stop ? drain : 0) + Math.round(restart) };
}

function pause(dice: Dice, options: FaultOptions): Drawn {
  const { when, last } = moment(dice, options);
  const { text: who, most } = whom(dice, options);
  const turn = turns(dice, most);
  const lasts = Math.min(span(dice), options.longestCrash);
  return { text: `{ pause: ${who}, ${when}${turn.text}, for: ${lasts} ms }`, end: last + turn.last + lasts };
}

function churn(dice: Dice, { after, longestCrash }: FaultOptions): Drawn {
  const until = dice.between(after + 1_000, 15_000);
  const longest = Math.min(longestCrash, 10_000);
  const how = `by: ${dice.of(["crash", "stop"])}, down: { kind: uniform, min: 50 ms, max: ${longest} ms }`;
  return {
    text: `{ churn: { every: ${dice.between(200, 5_000)} ms, ${how} }, at: ${after} ms, until: ${until} ms }`,
    end: until + longest,
  };
}

function link(dice: Dice, options: FaultOptions): Drawn {
  const { when, last } = moment(dice, options);
  const lasts = span(dice);
  const ids = Array.from({ length: options.nodes }, (_, index) => index + 1);
  const pair = dice.sample(ids, 2);
  const reach = dice.of([`between: [${pair.join(", ")}]`, `from: ${pair[0]}, to: ${pair[1]}`, `nodes: ${pair[0]}`]);
  const worse = dice.of([
    `, latency: x${dice.between(1, 5)}, loss: 20 %`,
    `, loss: ${dice.between(1, 100)} %`,
    `, rate: ${dice.between(50, 5000)} kbit/s`,
  ]);
  const what = dice.chance(0.3) ? `linkDown: { ${reach} }` : `degrade: { ${reach}${worse} }`;
  return { text: `{ ${what}, ${when}, for: ${lasts} ms }`, end: last + lasts };
}

/**
 * Slownesses multiply, and who is too slow is not through with anything in time: one that is repeated is over before it comes again, and one of several
 * faults is small.
 */
function slow(dice: Dice, options: FaultOptions): Drawn {
  const { when, last, every } = moment(dice, options);
  const lasts = Math.min(span(dice), every);
  const { text: who } = whom(dice, options);
  const factor = dice.between(2, options.count === 1 ? 6 : 2);
  const text = `{ slow: { nodes: ${who}, factor: x${factor} }, ${when}, for: ${lasts} ms }`;
  return { text, end: last + lasts };
}

function clock(dice: Dice, options: FaultOptions): Drawn {
  const { when, last } = moment(dice, options);
  const lasts = span(dice);
  const { text: who } = whom(dice, options);
  const offset = dice.between(-500, 500);
  const drift = dice.between(1, 1_000);
  const text = `{ clock: { nodes: ${who}, offset: ${offset} ms, drift: ${drift} ppm }, ${when}, for: ${lasts} ms }`;
  // Three faults, each of them three times at most, and as many drifts.
  return { text, end: last + lasts, skew: 9 * 600 };
}

function partition(dice: Dice, options: FaultOptions): Drawn {
  const { nodes, groups } = options;
  if (nodes === 1) return slow(dice, options);
  const { when, last } = moment(dice, options);
  const lasts = span(dice);
  const mixed = dice.sample(
    Array.from({ length: nodes }, (_, index) => index + 1),
    nodes,
  );
  const cut = dice.between(1, nodes - 1);
  const sides = [mixed.slice(0, cut), mixed.slice(cut)];
  const kind = dice.of(["two", "one", "three", "some", "groups", "way"]);
  if (kind === "one") sides.splice(0, 2, mixed.slice(0, 1), mixed.slice(1));
  if (kind === "three" && sides[1]!.length > 1) sides.push([sides[1]!.pop()!]);
  if (kind === "some" && sides[1]!.length > 1) sides[1]!.pop();
  const lists = sides.map((side) => `[${side.join(", ")}]`);
  const text =
    kind === "way"
      ? `{ from: ${lists[0]}, to: ${lists[1]} }`
      : kind === "groups" && groups
        ? "[[a], [b]]"
        : `[${lists.join(", ")}]`;
  return { text: `{ partition: ${text}, ${when}, for: ${lasts} ms }`, end: last + lasts };
}
