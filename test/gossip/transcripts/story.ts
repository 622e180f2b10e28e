import type { Gossip } from "../../../src/gossip/gossip.ts";
import { nodeIdOfKey } from "../../../src/gossip/keys.ts";
import type { NodeSet } from "../../../src/gossip/node-set.ts";
import { parseDuration } from "../../../src/kernel/units.ts";
import { fanOut } from "../../../src/simulation/trace.ts";
import { Cluster, clusterIdOf, type Start } from "./cluster.ts";
import { type Detail, Narrator } from "./narrator.ts";

export interface StoryOptions {
  readonly file: string;
  readonly wire?: "counted" | "encoded";
}

/**
 * Tells a story anew: comments and commands as they stand, and after each command everything that the nodes did because of it, indented.
 * README.md beside this describes the commands. Throws an error that names file and line for a command that cannot be carried out.
 */
export function retell(text: string, options: StoryOptions): string {
  const story = new Story(options.wire ?? "counted");
  const told: string[] = [];
  for (const [index, line] of text.trimEnd().split("\n").entries()) {
    if (/^\s+\S/.test(line)) continue;
    told.push(line);
    if (line === "" || line.startsWith("#")) continue;
    try {
      told.push(...story.carryOut(line));
    } catch (error) {
      throw new Error(`${options.file}:${index + 1}: ${(error as Error).message}`);
    }
  }
  return `${told.join("\n")}\n`;
}

export const commandNames = [
  "options",
  "start",
  "crash",
  "restart",
  "dial",
  "add",
  "get",
  "partition",
  "heal",
  "wait",
  "tell",
  "show",
] as const;

type CommandName = (typeof commandNames)[number];

class Story {
  readonly #commands: Readonly<Record<CommandName, (words: Words) => void>> = {
    options: (words) => this.#cluster.configure(words.rest().map(asOverride)),
    start: (words) => this.#start(words),
    crash: (words) => this.#cluster.crash(words.nodes()),
    restart: (words) => this.#restart(words),
    dial: (words) => this.#cluster.dial(words.node(), words.node()),
    add: (words) => this.#add(words.node(), words.rest()),
    get: (words) => this.#get(words.node(), words.next("a key")),
    partition: (words) => this.#cluster.partition(words.rest().join("").split("|").map(nodesIn)),
    heal: () => this.#cluster.heal(),
    wait: (words) => this.#pass(this.#now + parseDuration(words.next("a duration"))),
    tell: (words) => this.#tell(words),
    show: (words) => this.#show(words),
  };
  readonly #narrator = new Narrator();
  readonly #cluster: Cluster;

  constructor(wire: "counted" | "encoded") {
    this.#cluster = new Cluster({
      seed: "story",
      wire,
      trace: fanOut([this.#narrator]),
      onConnected: (node) => this.#narrator.connected(this.#now, node),
      onStorage: (node, what, addresses) => this.#narrator.storage(this.#now, node, what, addresses),
    });
  }

  get #now(): number {
    return this.#cluster.scheduler.now;
  }

  /** What the nodes did, up to the present moment or, for `wait`, to the end of it. */
  carryOut(line: string): string[] {
    const words = new Words(line);
    this.#perform(words);
    words.end();
    this.#pass(this.#now);
    return this.#narrator.takeLines();
  }

  #perform(words: Words): void {
    const name = words.next("a command");
    if (!Object.hasOwn(this.#commands, name)) throw new Error(`unknown command ${name}`);
    this.#commands[name as CommandName](words);
  }

  #start(words: Words): void {
    const nodes = words.nodes();
    const { join = [], cluster = "", at } = startOptions(words);
    for (const node of nodes) this.#cluster.start(node, { join, cluster, at: at ?? node });
  }

  #restart(words: Words): void {
    const nodes = words.nodes();
    const changes = startOptions(words);
    for (const node of nodes) this.#cluster.restart(node, changes);
  }

  #tell(words: Words): void {
    this.#narrator.detail = words.oneOf<Detail>("everything", "connections", "nothing");
  }

  /** Lets everything happen up to `time`. */
  #pass(time: number): void {
    const { scheduler } = this.#cluster;
    const look = () => this.#narrator.look(scheduler.now, this.#cluster.hosts());
    look();
    scheduler.run(time, () => {
      look();
      return false;
    });
  }

  /** Published in one go. `cluster-id=A` and `sentinel=A` get the id of that cluster as their value. */
  #add(node: number, assignments: readonly string[]): void {
    const { gossip } = this.#cluster.host(node);
    const pairs = assignments.map(keyAndValue);
    const ttl = pairs.find(([key]) => key === "ttl")?.[1];
    const infos = pairs
      .filter(([key]) => key !== "ttl")
      .map(([key, value]) => ({ key, data: dataOf(key, value), ttl: ttl === undefined ? 0 : parseDuration(ttl) }));
    this.#cluster.host(node).perform(() => gossip.addInfos(infos));
  }

  #get(node: number, key: string): void {
    const data = this.#cluster.host(node).gossip.getInfo(key);
    const found = data === undefined ? `has no ${key}` : `has ${key}="${textOf(data)}"`;
    this.#narrator.show(`${node} ${found}`);
  }

  #show(words: Words): void {
    const nodes = words.nodes();
    const view = words.isOver ? "state" : words.oneOf("connections", "distances");
    for (const node of nodes) {
      const { gossip } = this.#cluster.host(node);
      this.#narrator.show(`${node}: ${view === "distances" ? distances(gossip) : connections(gossip)}`);
      if (view !== "state") continue;
      for (const line of this.#narrator.contents(gossip.store)) this.#narrator.show(`   ${line}`);
    }
  }
}

function startOptions(words: Words): Partial<Start> {
  const options: { -readonly [K in keyof Start]?: Start[K] } = {};
  while (!words.isOver) {
    const option = words.oneOf("join", "cluster", "at");
    if (option === "join") options.join = words.nodes();
    else if (option === "cluster") options.cluster = words.next("the name of a cluster");
    else options.at = words.node();
  }
  return options;
}

function connections({ outgoing, server, isStalled }: Gossip): string {
  return `outgoing ${side(outgoing)}, incoming ${side(server.incoming)}${isStalled ? ", stalled" : ""}`;
}

/** `2 of 3 (1, ?)`: connected to node 1 and to one that is not known. */
function side(nodes: NodeSet): string {
  const ids: (number | string)[] = nodes.ids();
  const known = [...ids, ...Array.from({ length: nodes.size - ids.length }, () => "?")];
  return `${nodes.size} of ${nodes.maxSize}${known.length === 0 ? "" : ` (${known.join(", ")})`}`;
}

/** How many hops each node is away, by its `node:` info. */
function distances({ store }: Gossip): string {
  return store
    .held()
    .map(({ key, hops }) => ({ id: nodeIdOfKey(key), hops }))
    .filter(({ id }) => id !== null)
    .sort((a, b) => a.id! - b.id!)
    .map(({ id, hops }) => `${id} at ${hops}`)
    .join(", ");
}

/** The words of a command, taken one after the other. */
class Words {
  readonly #words: string[];

  constructor(line: string) {
    this.#words = line.split(/\s+/).filter((word) => word !== "");
  }

  get isOver(): boolean {
    return this.#words.length === 0;
  }

  next(expected: string): string {
    const word = this.#words.shift();
    if (word === undefined) throw new Error(`expected ${expected}, found the end of the line`);
    return word;
  }

  oneOf<W extends string>(...known: W[]): W {
    const word = this.next(known.join(" or "));
    if (!known.includes(word as W)) throw new Error(`expected ${known.join(" or ")}, found ${word}`);
    return word as W;
  }

  node(): number {
    const nodes = this.nodes();
    if (nodes.length !== 1) throw new Error("expected one node");
    return nodes[0]!;
  }

  nodes(): number[] {
    return nodesIn(this.next("node ids"));
  }

  rest(): string[] {
    return this.#words.splice(0);
  }

  end(): void {
    if (!this.isOver) throw new Error(`nothing known to do with ${this.#words.join(" ")}`);
  }
}

/** `1,2,5..7`, or `nobody`. */
function nodesIn(text: string): number[] {
  if (text === "nobody") return [];
  return text.split(",").flatMap((part) => {
    const [, first, last = first] = /^([1-9]\d*)(?:\.\.([1-9]\d*))?$/.exec(part) ?? [];
    if (first === undefined) throw new Error(`expected node ids such as 1,2 or 1..5, found ${text}`);
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
  });
}

/** Options are those of a scenario's `protocol`, and two of its `host`. */
function asOverride(assignment: string): string {
  return `${/^(receiverFirst|persistAddresses)=/.test(assignment) ? "host" : "protocol"}.${assignment}`;
}

function keyAndValue(assignment: string): [string, string] {
  const at = assignment.indexOf("=");
  if (at < 1) throw new Error(`expected key=value, found ${assignment}`);
  return [assignment.slice(0, at), assignment.slice(at + 1)];
}

function dataOf(key: string, value: string): Uint8Array {
  return key === "sentinel" || key === "cluster-id" ? clusterIdOf(value) : new TextEncoder().encode(value);
}

function textOf(data: Uint8Array): string {
  return new TextDecoder().decode(data).replaceAll("\0", "");
}
