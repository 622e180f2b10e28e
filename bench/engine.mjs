// npm run bench [-- --small] [-- --check] [-- --rounds 5] [-- --peers cpp,naive,ns3,simgrid,simpy,simpy-callbacks]
// The event engine against its peers, in turn on the same machine: only ratios of one run mean anything. With --check, rounds go on until the bounds
// (engine/bounds.mjs) are kept, and it fails when they still are not after four times as many.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { bounds } from "./engine/bounds.mjs";
import { findPeers, ours } from "./engine/peers.mjs";
import { wholeNumber } from "./options.mjs";

const { values: options } = parseArgs({
  options: {
    small: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    rounds: { type: "string", default: "5" },
    peers: { type: "string" },
  },
});
const rounds = wholeNumber("rounds", options.rounds);

/** What is simulated, its size, and how many events (rumors) are timed. */
const workloads = options.small
  ? [
      { title: "PHOLD 1,024 x 16", args: ["phold", 1024, 2_000_000] },
      { title: "mixture, 200,000 pending", args: ["mixture", 200_000, 1_000_000] },
      { title: "rumor, 10,000 nodes", args: ["rumor", 10_000, 12] },
    ]
  : [
      { title: "PHOLD 1,024 x 16", args: ["phold", 1024, 5_000_000] },
      { title: "PHOLD 65,536 x 16", args: ["phold", 65_536, 3_000_000] },
      { title: "mixture, 1,000,000 pending", args: ["mixture", 1_000_000, 5_000_000] },
      { title: "rumor, 10,000 nodes", args: ["rumor", 10_000, 20] },
      { title: "rumor, 100,000 nodes", args: ["rumor", 100_000, 4] },
    ];

const wanted = (options.peers ?? (options.check ? "cpp,naive" : "cpp,naive,ns3,simgrid,simpy,simpy-callbacks")).split(
  ",",
);
const { peers, missing, folder } = findPeers(wanted);
for (const line of missing) console.log(line);
console.log("Events per second of processor time, all threads together; medians.");
let failed = false;
try {
  for (const workload of workloads) compare(workload);
} finally {
  rmSync(folder, { recursive: true });
}
if (failed) process.exitCode = 1;

function compare({ title, args }) {
  const racing = peers.filter(({ leavesOut }) => !leavesOut?.includes(args[0]));
  const contestants = [
    { name: ours.name, variants: [ours], rates: [] },
    ...racing.map((peer) => ({ ...peer, variants: [...peer.variants], rates: [] })),
  ];
  const sums = new Map();
  for (let round = 0; round < rounds || (options.check && round < 4 * rounds && !isKept(args, contestants)); round++) {
    for (const contestant of contestants) {
      if (!options.check && round >= (contestant.rounds ?? rounds)) continue;
      const results = contestant.variants.map((variant) => ({
        variant,
        ...race(variant, contestant.share ?? 1, args),
      }));
      const best = results.reduce((a, b) => (b.rate > a.rate ? b : a));
      contestant.rates.push(best.rate);
      // Of several kinds those go on that may yet be the best.
      contestant.variants = results
        .filter(({ rate }) => rate > 0.7 * best.rate)
        .sort((a, b) => b.rate - a.rate)
        .map(({ variant }) => variant);
      if (!contestant.ownOrder) sums.set(contestant.name, `${best.events} ${best.checksum} ${best.now}`);
    }
  }
  print(title, contestants);
  if (new Set(sums.values()).size > 1) {
    console.log("  not the same events:", Object.fromEntries(sums));
    failed = true;
  }
  if (options.check) check(title, args, contestants);
}

/** Runs one program once; one that takes more than a minute is given up. */
function race({ command, last = [] }, share, [workload, size, count]) {
  const amount = workload === "rumor" ? Math.max(2, Math.round(count * share)) : count * share;
  const [program, ...first] = command;
  try {
    const output = execFileSync(program, [...first, workload, size, amount, ...last].map(String), {
      timeout: 60_000,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { events, seconds, checksum, now } = JSON.parse(output);
    return { events, checksum, now, rate: events / seconds };
  } catch (error) {
    if (error.code !== "ETIMEDOUT") throw error;
    return { rate: 0 };
  }
}

function print(title, contestants) {
  const [{ rates: own }] = contestants;
  console.log(`\n${title.padEnd(46)} million events/s   lowest to highest   gossipsim / it`);
  for (const { name, variants, rates } of contestants) {
    const ratio = median(rates.map((rate, round) => own[round] / rate));
    const label = `${name}${variants[0].variant ? ` (${variants[0].variant})` : ""}`;
    const range = `${millions(Math.min(...rates))} to ${millions(Math.max(...rates))}`;
    console.log(
      `  ${label.padEnd(44)} ${millions(median(rates)).padStart(16)}   ${range.padStart(17)}   ${ratio.toFixed(2).padStart(14)}`,
    );
  }
}

/** The ratios that have a bound. The best of all runs are compared: what disturbs a run makes it slower, never faster. */
function boundRatios([workload, size], [own, ...others]) {
  return others
    .map(({ key, rates }) => ({ peer: key, ratio: Math.max(...own.rates) / Math.max(...rates) }))
    .map((it) => ({ ...it, least: bounds[it.peer]?.[`${workload} ${size}`] }))
    .filter(({ least }) => least !== undefined);
}

function isKept(args, contestants) {
  return boundRatios(args, contestants).every(({ ratio, least }) => ratio >= least);
}

function check(title, args, contestants) {
  for (const { peer, ratio, least } of boundRatios(args, contestants)) {
    console.log(
      `  ${ratio >= least ? "kept" : "NOT KEPT"}: ${title}, best / best of ${peer} ${ratio.toFixed(2)}, at least ${least}`,
    );
  }
  if (!isKept(args, contestants)) failed = true;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function millions(rate) {
  return (rate / 1e6).toFixed(2);
}
