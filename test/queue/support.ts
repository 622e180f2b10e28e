import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach } from "vitest";
import { summarize } from "../../src/cli/simulate.ts";
import type { RunSummary } from "../../src/cli/simulator.ts";
import type { SweepRunner } from "../../src/cli/sweep/sweep-runner.ts";
import { hour } from "../../src/kernel/time.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { folderWith, repository, tiny } from "../cli/support.ts";

/** Either of these, whichever there is. */
const program = ["redis-server", "valkey-server"].find((name) => spawnSync(name, ["--version"]).status === 0);

/** Where the machine lacks a server these tests are skipped, but not in continuous integration. */
export const isWanted = program !== undefined || Boolean(process.env.CI);

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A real server on a port and with a folder of its own, gone after the test. */
export class Server {
  readonly port: number;
  readonly url: string;
  readonly #args: readonly string[];
  readonly #folder = folderWith();
  #process: ChildProcess | null = null;

  private constructor(port: number, args: readonly string[]) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#args = args;
  }

  static async start(args: readonly string[] | ((port: number) => readonly string[]) = []): Promise<Server> {
    if (program === undefined) throw new Error("neither redis-server nor valkey-server is on the PATH");
    const port = await freePort();
    const server = new Server(port, typeof args === "function" ? args(port) : args);
    ends.push(() => server.kill());
    await server.start();
    return server;
  }

  /** With what it held, as far as that was on the disk. */
  async start(): Promise<void> {
    const args = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""];
    const child = spawn(program!, [...args, ...this.#args], { stdio: ["ignore", "pipe", "inherit"] });
    this.#process = child;
    for await (const text of child.stdout.setEncoding("utf8")) {
      if (String(text).includes("Ready to accept connections")) break;
    }
  }

  /** Dies and comes back with nothing. */
  async forget(): Promise<void> {
    await this.kill();
    for (const name of readdirSync(this.#folder)) rmSync(join(this.#folder, name), { recursive: true });
    await this.start();
  }

  /** At once, without a word. */
  async kill(): Promise<void> {
    await killed(this.#process, "SIGKILL");
    this.#process = null;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}

async function killed(child: ChildProcess | null, signal: NodeJS.Signals): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, "exit");
}

/** The program as it is shipped, as a worker. */
export class Worker {
  err = "";
  readonly ended: Promise<{ readonly code: number | null; readonly err: string }>;
  readonly #process: ChildProcess;
  #heard: (() => void)[] = [];

  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    main = join(repository, "dist/cli/main.js"),
  ) {
    const child = spawn(process.execPath, [main, "worker", ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "pipe"],
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.err += text;

      for (const hear of this.#heard.splice(0)) hear();
    });
    this.#process = child;
    this.ended = once(child, "close").then(([code]) => ({ code: code as number | null, err: this.err }));
    ends.push(() => this.kill("SIGKILL"));
  }

  /** When standard error says so. */
  async says(words: string | RegExp): Promise<void> {
    while (this.err.search(words) < 0) await new Promise<void>((resolve) => this.#heard.push(resolve));
  }

  kill(signal: NodeJS.Signals): Promise<void> {
    return killed(this.#process, signal);
  }
}

/** What a coordinator warned of. */
export interface Coordinator extends SweepRunner {
  readonly warnings: string[];
}

/** As it is shipped, like the workers: only then are both of one version. */
export async function coordinator(url: string, study = "study", dist = join(repository, "dist")): Promise<Coordinator> {
  const { queueRunner } = (await import(
    pathToFileURL(join(dist, "cli/queue/queue-runner.js")).href
  )) as typeof import("../../src/cli/queue/queue-runner.ts");
  const { parseQueueAddress } = await import("../../src/cli/queue/queue-address.ts");
  const warnings: string[] = [];
  const runner = await queueRunner(parseQueueAddress(url, "--queue"), {
    study,
    warn: (text) => void warnings.push(text),
  });
  ends.push(() => runner.close());
  return { ...runner, warnings };
}

/** As the workers know them. */
export async function keysOf(scenario: Scenario): Promise<(seed: number) => string> {
  const url = pathToFileURL(join(repository, "dist/cli/sweep/run-key.js")).href;
  const { runKeys } = (await import(url)) as typeof import("../../src/cli/sweep/run-key.ts");
  return runKeys(scenario);
}

/** Some tenths of a second; more nodes take longer. */
export function scenario({ nodes = 2, duration = "3 s", name = "tiny" } = {}): Scenario {
  const text = tiny
    .replace("name: tiny", `name: ${name}`)
    .replace("nodes: 2", `nodes: ${nodes}`)
    .replace("3 s", duration);
  return parseScenario({
    file: "tiny.yaml",
    text,
    read: (path) => {
      throw new Error(path);
    },
  });
}

/** Never ends as long as a test lasts. */
export function endless(): Scenario {
  const short = scenario({ nodes: 3 });
  return { ...short, duration: 2400 * hour, stop: null, measure: { ...short.measure, bin: hour } };
}

/** Without what is different each time. */
export function lasting({ milliseconds, ...summary }: RunSummary): string {
  return JSON.stringify(summary);
}

/** What comes of a run in this thread, to the byte. */
export function local(scenario: Scenario, seed: number): string {
  return lasting(summarize({ scenario, seed, wire: "counted" }, () => {}));
}

export function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Asks for these seeds at once; in their order. */
export async function runAll(runner: SweepRunner, scenario: Scenario, seeds: readonly number[]): Promise<string[]> {
  const key = await keysOf(scenario);
  const runs = seeds.map((seed) => runner.run({ key: key(seed), scenario, seed }, () => {}));
  return (await Promise.all(runs)).map(lasting);
}
