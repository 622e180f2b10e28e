import { spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";

// npm run swarm -- --worlds 5000 --from 1000     these worlds, by their seeds
// npm run swarm -- --seed 4711 [--trace]         one world: prints it, and with --trace all that happens in it
const usage = "usage: npm run swarm -- [--worlds COUNT] [--from SEED] | --seed SEED [--trace]";

function whole(name, text) {
  if (/^\d{1,9}$/.test(text)) return text;
  console.error(`--${name} ${text}: expected a whole number\n${usage}`);
  process.exit(2);
}

let values;
try {
  const options = {
    worlds: { type: "string", default: "1000" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    trace: { type: "boolean", default: false },
  };
  ({ values } = parseArgs({ options }));
} catch (error) {
  console.error(`${error.message}\n${usage}`);
  process.exit(2);
}
const { seed, worlds, from, trace } = values;
const env =
  seed === undefined
    ? { SWARM_FROM: whole("from", from), SWARM_WORLDS: whole("worlds", worlds) }
    : { SWARM_FROM: whole("seed", seed), SWARM_WORLDS: "1" };
const folder = mkdtempSync(join(tmpdir(), "swarm-"));
// A test's own output ends with its process, which does not wait for the rest of it: what shall be seen whole goes through a file.
const shown = join(folder, "shown.txt");
if (seed !== undefined) Object.assign(env, { SWARM_SHOW: shown, SWARM_TRACE: trace ? "yes" : "" });
// Of many thousand worlds some take minutes.
const { status } = spawnSync("npx", ["vitest", "run", "test/swarm/worlds-", "--testTimeout=600000"], {
  stdio: ["inherit", seed === undefined ? "inherit" : process.stderr, "inherit"],
  env: { ...process.env, ...env },
});
try {
  if (existsSync(shown)) await pipeline(createReadStream(shown), process.stdout);
} catch (error) {
  // Whoever reads has seen enough.
  if (error.code !== "EPIPE") throw error;
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = status ?? 1;
