import seedrandom from "seedrandom";
import { expect, test } from "vitest";
import {
  type Coordinator,
  coordinator,
  isWanted,
  keysOf,
  lasting,
  local,
  Server,
  scenario,
  seeds,
  Worker,
} from "./support.ts";

/** GOSSIPSIM_KILLS=200 takes some minutes, and prints what was killed how often. */
const kills = Number(process.env.GOSSIPSIM_KILLS ?? 6);
const dice = seedrandom(process.env.GOSSIPSIM_KILLS_SEED ?? "kills");

test.skipIf(!isWanted)(
  "whoever dies at whatever moment: every run comes out once, and as here",
  { timeout: 60_000 + kills * 5000 },
  async () => {
    const server = await Server.start(["--appendonly", "yes"]);
    const some = scenario({ nodes: 25 });
    const key = await keysOf(some);
    const asked = seeds(8 * kills);
    const results = new Map<number, string>();
    let over = false;

    /** As an orchestrator does, a worker that ended is followed by another. */
    const workers: Worker[] = [];
    const keepWorking = async (place: number): Promise<void> => {
      while (!over) {
        const worker = new Worker(["--queue", server.url, "--jobs", "1"]);
        workers[place] = worker;
        await worker.ended;
      }
    };
    const atWork = [0, 1].map(keepWorking);
    const anyWorker = (): Worker => workers[Math.floor(dice() * workers.length)]!;

    let runner: Coordinator;
    let all: Promise<unknown> = Promise.resolve();
    const askForTheRest = async (): Promise<void> => {
      runner = await coordinator(server.url);
      const missing = asked.filter((seed) => !results.has(seed));
      const runs = missing.map(async (seed) => {
        const summary = await runner.run({ key: key(seed), scenario: some, seed }, () => {});
        expect(results.has(seed)).toBe(false);
        results.set(seed, lasting(summary));
      });
      all = Promise.all(runs);
      // A coordinator that is killed is not waited for.
      all.catch(() => {});
    };

    const misfortunes: readonly (readonly [what: string, weight: number, happen: () => Promise<void>])[] = [
      ["worker, SIGKILL", 5, () => anyWorker().kill("SIGKILL")],
      ["worker, SIGTERM", 3, () => anyWorker().kill("SIGTERM")],
      ["server, SIGKILL, back with its data", 2, () => server.kill().then(() => server.start())],
      ["server, SIGKILL, back without data", 1, () => server.forget()],
      ["coordinator, and another one", 2, () => runner.close().then(askForTheRest)],
    ];
    const lots = misfortunes.flatMap((misfortune) => Array<typeof misfortune>(misfortune[1]).fill(misfortune));
    const happened = new Map<string, number>();

    await askForTheRest();
    for (let kill = 0; kill < kills && results.size < asked.length; kill++) {
      await new Promise((resolve) => setTimeout(resolve, 100 + dice() * 1900));
      const [what, , happen] = lots[Math.floor(dice() * lots.length)]!;
      await happen();
      happened.set(what, (happened.get(what) ?? 0) + 1);
    }
    await all;
    over = true;
    await Promise.all([...workers.map((worker) => worker.kill("SIGTERM")), ...atWork]);
    expect(asked.map((seed) => results.get(seed))).toEqual(asked.map((seed) => local(some, seed)));
    if (process.env.GOSSIPSIM_KILLS !== undefined) console.table(Object.fromEntries(happened));
  },
);
