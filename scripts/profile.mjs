// npm run profile [-- scenarios/hundreds.yaml --set cluster.nodes=100 …]
// Runs a scenario, with the options of `gossipsim run`, under V8's sampling profiler, and prints where the time of the simulation went: by folder, by file,
// and by function. The profile itself stays in reports/profile, for Chrome's developer tools or speedscope.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "reports/profile");
const given = process.argv.slice(2);
const scenario = given.length > 0 ? given : ["scenarios/hundreds.yaml", "--set", "cluster.nodes=100"];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    "--cpu-prof",
    "--cpu-prof-dir",
    folder,
    join(root, "dist/cli/main.js"),
    "run",
    ...scenario,
    "--no-charts",
    "--out",
    folder,
  ],
  { cwd: root, stdio: "inherit" },
);
if (status !== 0) process.exit(status ?? 1);

// The command line has a profile of its own beside that of the thread in which the scenario ran.
const profiles = readdirSync(folder)
  .filter((file) => file.endsWith(".cpuprofile"))
  .map((file) => read(join(folder, file)));
const simulation = profiles.reduce((a, b) => (time(b, "kernel") > time(a, "kernel") ? b : a));
print("folder", ({ folder }) => folder, 8);
print("file", ({ folder, file }) => `${folder}/${file}`, 20);
print("function", ({ name, folder, file, line }) => `${name}  ${folder}/${file}:${line}`, 30);

/** Microseconds that each function was seen at work. */
function read(path) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path, "utf8"));
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  return samples.map((id, index) => ({ ...places.get(id), time: timeDeltas[index] }));
}

function placeOf({ functionName, url, lineNumber }) {
  const [folder, file] = url === "" ? ["", ""] : url.split("/").slice(-2);
  const name = functionName === "" ? "(anonymous)" : functionName;
  return url === "" ? { name, folder: name, file: "", line: "" } : { name, folder, file, line: lineNumber + 1 };
}

function time(samples, folder) {
  return samples.reduce((sum, sample) => sum + (sample.folder === folder ? sample.time : 0), 0);
}

function print(title, nameOf, most) {
  const sums = new Map();
  let total = 0;
  for (const sample of simulation) {
    if (sample.folder === "(idle)") continue;
    const name = nameOf(sample);
    sums.set(name, (sums.get(name) ?? 0) + sample.time);
    total += sample.time;
  }
  console.log(`\nby ${title}`);
  for (const [name, sum] of [...sums].sort((a, b) => b[1] - a[1]).slice(0, most))
    console.log(`${((100 * sum) / total).toFixed(1).padStart(6)} %  ${name}`);
}
