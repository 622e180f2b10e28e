import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { writeScenario } from "../../src/cli/queue/scenario-body.ts";
import { folderWith, repository } from "../cli/support.ts";
import {
  coordinator,
  endless,
  isWanted,
  keysOf,
  lasting,
  local,
  runAll,
  Server,
  scenario,
  seeds,
  Worker,
} from "./support.ts";

describe.skipIf(!isWanted)("runs in a queue (needs redis-server or valkey-server)", () => {
  test("are the same to the byte as here, whoever does them", async () => {
    const server = await Server.start();
    const runner = await coordinator(server.url);
    const workers = [1, 2].map(() => new Worker(["--queue", server.url, "--jobs", "1", "--idle", "2s"]));
    const some = scenario({ nodes: 20 });
    expect(await runAll(runner, some, seeds(12))).toEqual(seeds(12).map((seed) => local(some, seed)));
    let done = 0;
    for (const { ended } of workers) {
      const { code, err } = await ended;
      const [, runs] =
        /^gossipsim 0\.\d+\.\d+\+[\da-f]{12} works off redis:\/\/127\.0\.0\.1:\d+ with 1 thread\n(\d+) runs? done in \d+ s\n$/.exec(
          err,
        ) ?? [];
      expect({ code, err: runs === undefined ? err : "" }).toEqual({ code: 0, err: "" });
      done += Number(runs);
    }
    expect(done).toBe(12);
  });

  test("tell how far they are", async () => {
    const server = await Server.start();
    const runner = await coordinator(server.url);
    new Worker(["--queue", server.url]);
    const run = { key: (await keysOf(endless()))(1), scenario: endless(), seed: 1 };
    const heard = new Promise<number[]>((resolve) => {
      runner.run(run, (...progress) => resolve(progress)).catch(() => {});
    });
    const [time, membership] = await heard;
    expect(time).toBeGreaterThan(0);
    expect(membership).toBe(1);
  });

  test("count once, with two who ask for them and two studies; what was done while nobody waited is there", async () => {
    const server = await Server.start();
    const some = scenario({ nodes: 10 });
    const [one, two] = await Promise.all([coordinator(server.url, "one"), coordinator(server.url, "two")]);
    const both = Promise.all([
      runAll(one, some, seeds(6)),
      runAll(two, scenario({ nodes: 10, name: "other" }), seeds(8)),
    ]);
    const gone = await coordinator(server.url, "gone");
    const left = runAll(gone, some, [21, 22]).catch((error: Error) => error.message);
    const queue = new Queue(await queueNameOf(server), { connection: new Redis(server.url), prefix: "gossipsim" });
    while ((await queue.getWaitingCount()) < 10);
    await gone.close();
    expect(await left).toBe("nobody waits for the run any more");
    const worker = new Worker(["--queue", server.url, "--idle", "1s"]);
    expect(await both).toEqual([6, 8].map((count) => seeds(count).map((seed) => local(some, seed))));
    expect((await worker.ended).err).toContain("\n10 runs done in ");
    expect(await runAll(await coordinator(server.url, "gone"), some, [21, 22])).toEqual(
      [21, 22].map((seed) => local(some, seed)),
    );
    // One scenario for all of them, and not for ever.
    const redis = new Redis(server.url);
    const bodies = await redis.keys("gossipsim:scenario:*");
    expect(bodies).toEqual([`gossipsim:scenario:${writeScenario(some).hash}`]);
    expect(await redis.ttl(bodies[0]!)).toBeGreaterThan(3600);
    redis.disconnect();
    await queue.disconnect();
  });

  test("fail with what failed there, once more when they are asked for again; the others go on", async () => {
    const server = await Server.start();
    const runner = await coordinator(server.url);
    const large = scenario({ nodes: 40_000 });
    const small = scenario();
    new Worker(["--queue", server.url, "--jobs", "1"], { NODE_OPTIONS: "--max-old-space-size=64" });
    const key = (await keysOf(large))(1);
    const ask = () => runner.run({ key, scenario: large, seed: 1 }, () => {});
    const outOfMemory = { name: "UserError", message: expect.stringMatching(/^out of memory with 40000 nodes; /) };
    const first = ask();
    await Promise.all([expect(first).rejects.toMatchObject(outOfMemory), runAll(runner, small, [1, 2])]);
    await expect(ask()).rejects.toMatchObject(outOfMemory);
    const broken = { ...small, network: { ...small.network, latency: [] } };
    const defect = runner.run({ key: (await keysOf(broken))(1), scenario: broken, seed: 1 }, () => {});
    await expect(defect).rejects.toMatchObject({ name: "Error", stack: expect.stringContaining("/simulation/") });
  });
});

describe.skipIf(!isWanted)("a worker", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("gives back at %s what is under way, and ends with %d", async (signal, code) => {
    const server = await Server.start();
    const runner = await coordinator(server.url);
    const worker = new Worker(["--queue", server.url, "--jobs", "2"]);
    const [long, key] = [endless(), await keysOf(endless())];
    let begun = () => {};
    const underWay = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const run = runner.run({ key: key(1), scenario: long, seed: 1 }, () => begun());
    run.catch(() => {});
    await underWay;
    await worker.kill(signal);
    const { err, ...end } = await worker.ended;
    expect(end.code).toBe(code);
    expect(err).toMatch(/\n0 runs done, 1 given back in \d+ s\ngossipsim: interrupted\n$/);
    // At once, not when somebody notices that the worker is gone.
    const queue = new Queue(await queueNameOf(server), { connection: new Redis(server.url), prefix: "gossipsim" });
    expect(await queue.getJobCounts("waiting", "active")).toEqual({ waiting: 1, active: 0 });
    await queue.disconnect();
  });

  test("that dies gives its run back within seconds", async () => {
    const server = await Server.start();
    const runner = await coordinator(server.url);
    const some = scenario({ nodes: 30 });
    const worker = new Worker(["--queue", server.url, "--jobs", "2"]);
    const all = runAll(runner, some, seeds(8));
    const redis = new Redis(server.url);
    const active = `gossipsim:${await queueNameOf(server)}:active`;
    while ((await redis.llen(active)) < 2);
    await worker.kill("SIGKILL");
    expect(await redis.llen(active)).toBe(2);
    redis.disconnect();
    const killedAt = performance.now();
    new Worker(["--queue", server.url]);
    expect(await all).toEqual(seeds(8).map((seed) => local(some, seed)));
    expect(performance.now() - killedAt).toBeLessThan(40_000);
  });

  test("of another version refuses, and so it is told on both sides", async () => {
    const server = await Server.start();
    const runner = await coordinator(server.url, "cold starts");
    // Like ours, but for a word.
    const folder = folderWith();
    for (const part of ["dist", "package.json", "proto"])
      cpSync(join(repository, part), join(folder, part), { recursive: true });
    symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
    const file = join(folder, "dist/kernel/time.js");
    writeFileSync(file, `${readFileSync(file, "utf8")}// Another version.\n`);
    const stranger = new Worker(["--queue", server.url, "--idle", "12s"], {}, join(folder, "dist/cli/main.js"));
    const some = scenario();
    const run = runAll(runner, some, [1]);
    await stranger.says("runs done");
    const ours = (await queueNameOf(server)).replace("runs-", "");
    expect(stranger.err).toContain(`\ngossipsim: the study "cold starts" waits for gossipsim ${ours}, this is 0.`);
    expect(stranger.err).toContain("\n0 runs done in ");
    expect(runner.warnings.join("\n")).toMatch(
      /^1 worker of another version \(0\.\S+\) connected, none of this \(0\.\S+\): runs wait for workers of the very same gossipsim$/m,
    );
    new Worker(["--queue", server.url]);
    expect(await run).toEqual([local(some, 1)]);
  });

  test("leaves what is no run of ours, and says so to whoever asked", async () => {
    const server = await Server.start();
    const runner = await coordinator(server.url);
    const [some, other] = [scenario(), scenario({ nodes: 3 })];
    const key = await keysOf(some);
    const redis = new Redis(server.url);
    const queue = new Queue(await queueNameOf(server), { connection: redis, prefix: "gossipsim" });
    const hash = writeScenario(other);
    await redis.set(`gossipsim:scenario:${hash.hash}`, hash.bytes);
    await redis.set(`gossipsim:scenario:${"1".repeat(32)}`, "none");
    await queue.add("run", { scenario: hash.hash, seed: 1 }, { jobId: `run-${key(1)}` });
    await queue.add("run", { scenario: "../etc/passwd", seed: 1 }, { jobId: `run-${key(2)}` });
    await queue.add("run", { scenario: "1".repeat(32), seed: 3 }, { jobId: `run-${key(3)}` });
    await queue.add("run", { scenario: "2".repeat(32), seed: 4 }, { jobId: `run-${key(4)}` });
    const ask = (seed: number) => runner.run({ key: key(seed), scenario: some, seed }, () => {});
    const asked = [1, 2, 3, 4].map(ask);
    for (const one of asked) one.catch(() => {});
    // What is there already is not asked for again, but its scenario lives longer.
    while (!/cmdstat_expire:calls=[4-9]/.test(await redis.info("commandstats")));
    new Worker(["--queue", server.url]);
    await expect(asked[0]).rejects.toThrow("the run in the queue is not the one that its key names");
    await expect(asked[1]).rejects.toThrow("what stands in the queue as a run is none");
    await expect(asked[2]).rejects.toThrow("incorrect header check");
    // Its scenario was gone.
    expect(lasting(await asked[3]!)).toBe(local(some, 4));
    redis.disconnect();
    await queue.disconnect();
  });
});

describe.skipIf(!isWanted)("a server", () => {
  test("that is lost is told once and waited for, and nothing is lost", async () => {
    const server = await Server.start(["--appendonly", "yes"]);
    const runner = await coordinator(server.url);
    const worker = new Worker(["--queue", server.url, "--jobs", "1"]);
    await worker.says("works off");
    const some = scenario({ nodes: 30 });
    const all = runAll(runner, some, seeds(10));
    await worker.says("works off");
    await server.kill();
    await worker.says("is lost");
    await server.start();
    expect(await all).toEqual(seeds(10).map((seed) => local(some, seed)));
    for (const told of [runner.warnings.join("\n"), worker.err]) {
      expect(told.match(/the queue at redis:\/\/127\.0\.0\.1:\d+ is lost: waiting for it to return$/gm)).toHaveLength(
        1,
      );
      expect(told.match(/is back$/gm)).toHaveLength(1);
    }
  });

  test("that comes back empty is told again what to do", async () => {
    const server = await Server.start();
    const runner = await coordinator(server.url);
    const worker = new Worker(["--queue", server.url, "--jobs", "1"]);
    const some = scenario({ nodes: 30 });
    const all = runAll(runner, some, seeds(10));
    await worker.says("works off");
    await server.kill();
    await server.start();
    expect(await all).toEqual(seeds(10).map((seed) => local(some, seed)));
  });

  test("that is lost keeps no worker from ending", async () => {
    const server = await Server.start();
    const runner = await coordinator(server.url);
    const worker = new Worker(["--queue", server.url]);
    const run = new Promise<void>((resolve) => {
      keysOf(endless()).then((key) =>
        runner.run({ key: key(1), scenario: endless(), seed: 1 }, () => resolve()).catch(() => {}),
      );
    });
    await run;
    await server.kill();
    await worker.says("is lost");
    await worker.kill("SIGTERM");
    expect((await worker.ended).code).toBe(143);
  });

  test("that is lost while a worker starts keeps it neither from starting nor from ending", async () => {
    const server = await Server.start();
    // Lets the first connection through; the second gets no answer.
    let connections = 0;
    const gate = createServer((socket) => {
      if (connections++ > 0) return;
      const inner = connect(server.port, "127.0.0.1");
      socket.pipe(inner).pipe(socket);
    }).listen(0, "127.0.0.1");
    await once(gate, "listening");
    const { port } = gate.address() as AddressInfo;
    const { code, err } = await new Worker(["--queue", `redis://127.0.0.1:${port}`]).ended;
    gate.close();
    const line = `gossipsim: cannot reach the queue at redis://127.0.0.1:${port}: no answer within 5 s\n`;
    expect({ code, err }).toEqual({ code: 2, err: line });
    expect(connections).toBeGreaterThan(1);
  });

  test("hears the password, nobody else does", async () => {
    const password = "s3cret/@:";
    const server = await Server.start(["--requirepass", password]);
    const entry = (word: string) => server.url.replace("redis://", `redis://:${encodeURIComponent(word)}@`);
    const right = new Worker(["--idle", "1s"], { GOSSIPSIM_QUEUE: entry(password) });
    const { code, err } = await right.ended;
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringContaining(` works off redis://:***@127.0.0.1:${server.port} with `),
    });
    const wrong = await new Worker(["--queue", entry("wr0ng")]).ended;
    expect(wrong).toEqual({
      code: 2,
      err: `gossipsim: cannot reach the queue at redis://:***@127.0.0.1:${server.port}: WRONGPASS invalid username-password pair or user is disabled.\n`,
    });
  });

  test.skipIf(spawnSync("openssl", ["version"]).status !== 0)("may be one that wants TLS", async () => {
    const folder = folderWith();
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    const files = ["-keyout", key, "-out", certificate];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...names, ...files], {
      stdio: "ignore",
    });
    const server = await Server.start((port) => [
      ...["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no"],
      ...["--tls-cert-file", certificate, "--tls-key-file", key],
    ]);
    const work = (url: string, env = {}) => new Worker(["--queue", url, "--idle", "1s"], env).ended;
    const url = server.url.replace("redis:", "rediss:");
    const [trusting, named, other, plain] = await Promise.all([
      work(url, { NODE_EXTRA_CA_CERTS: certificate }),
      work(url.replace("127.0.0.1", "localhost"), { NODE_EXTRA_CA_CERTS: certificate }),
      work(url),
      work(server.url),
    ]);
    expect(trusting).toEqual({ code: 0, err: expect.stringMatching(/^gossipsim 0\S+ works off rediss:/) });
    expect(named.code).toBe(0);
    expect(other).toEqual({ code: 2, err: expect.stringMatching(/: self-signed certificate\n$/) });
    expect(plain).toEqual({ code: 2, err: expect.stringContaining("does it want TLS (rediss://)?") });
  });
});

/** The only one that there is. */
async function queueNameOf(server: Server): Promise<string> {
  const url = new URL("../../dist/cli/queue/run-queue.js", import.meta.url).href;
  const { queueName } = (await import(url)) as typeof import("../../src/cli/queue/run-queue.ts");
  expect(server.port).toBeGreaterThan(0);
  return queueName();
}
