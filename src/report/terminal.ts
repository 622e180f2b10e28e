import { formatBytes, formatCount, formatDuration, formatPercent } from "../kernel/units.ts";
import { maxHops, meanHops, membershipShare } from "../measure/figures.ts";
import type { Measurements } from "../measure/measurements.ts";
import { isMeant } from "../scenario/figures.ts";
import { absentFigure, counted, formatFigure, formatMean, shareOf } from "./figure.ts";
import { diameterInWords, keyFigures } from "./key-figures.ts";
import { type Replication, type Report, type ReportedRun, seedsInWords } from "./report.ts";
import type { ReportedScenario } from "./reported-scenario.ts";
import { aligned, columns, width, wrap } from "./text-layout.ts";
import type { Verdict } from "./verdicts.ts";

/** Plain text of at most 100 columns that answers the scenario's question. Ends with a newline. */
export function terminalSummary(report: Report): string {
  const { name, cluster } = report.scenario;
  const [first] = report.runs;
  const many = report.runs.length > 1;
  const head = `${name}: ${counted(cluster.nodes, "node")}, ${seedsInWords(report)}, ${virtualTime(report)} of virtual time`;
  const failed = (report.failed ?? []).map(
    ({ seed, reason }) => ["INCOMPLETE", `seed ${seed} failed: ${reason}`] as const,
  );
  const body = many ? replicationLines(report) : runLines(first!, report.scenario);
  const promises = promiseRows(report.verdicts);
  return `${[...wrap(head, width), ...aligned(failed), ...aligned(promises), ...body].join("\n")}\n`;
}

/** Rows of broken promises, and kept ones named; the others are counted. */
const mostPromises = 6;

/** The broken ones, each with what is wrong; then the kept ones together. */
function promiseRows(verdicts: readonly Verdict[]): [string, string][] {
  if (verdicts.length === 0) return [];
  const broken = verdicts.filter(({ kept }) => !kept);
  const kept = verdicts.filter((verdict) => verdict.kept);
  const rows = broken
    .slice(0, mostPromises)
    .map(({ subject, label, finding }): [string, string] => ["BROKEN", `${subject} (${label}): ${finding}`]);
  if (broken.length > mostPromises) rows.push(["BROKEN", `and ${broken.length - mostPromises} more`]);
  const counts = broken.length === 0 ? `all ${kept.length} kept` : `${kept.length} of ${verdicts.length} kept`;
  const named = kept
    .slice(0, mostPromises)
    .map(({ subject, finding }) => `${subject} ${finding.replace(/ promised/, "")}`);
  const more = kept.length > mostPromises ? [`and ${kept.length - mostPromises} more`] : [];
  return [...rows, ["promises", kept.length === 0 ? counts : `${counts}: ${[...named, ...more].join("; ")}`]];
}

/** Membership, when it was complete and lost, in words. */
export function membershipInWords({ membership, ...rest }: Measurements): string {
  const share = formatPercent(membershipShare({ membership, ...rest }) ?? 0);
  const { time, changes, complete } = membership;
  if (time === null) {
    const best = formatPercent(membership.series.reduce((most, point) => Math.max(most, point.share), 0));
    return `never complete: ${best === share ? "" : `at best ${best}, `}${share} known at the end`;
  }
  const end = complete ? "" : `; not complete at the end (${share} known)`;
  const start = `complete at ${formatDuration(time)}`;
  if (changes.length > 4) {
    const losses = changes.filter((change) => !change.complete).length;
    return `${start}, then lost ${counted(losses, "time")}, last change at ${formatDuration(changes.at(-1)!.time)}${end}`;
  }
  const events = changes.map((change) => `${change.complete ? "regained" : "lost"} at ${formatDuration(change.time)}`);
  return `${[start, ...events].join(", ")}${end}`;
}

/** Where nodes publish no descriptors. */
export const noMembership = "is not known: nodes publish no descriptors";

function runLines({ measurements: m, fingerprint }: ReportedRun, { cluster }: ReportedScenario): string[] {
  const { bytes } = m;
  const rows: [string, string][] = [
    ["membership", cluster.descriptors ? membershipInWords(m) : noMembership],
    ["settled", m.settled.time === null ? "never" : `at ${formatDuration(m.settled.time)}`],
    ...(cluster.descriptors ? [["cold start", coldStart(m)] as [string, string]] : []),
    ["settled second", steady(m)],
    ["whole run", wholeRun(m)],
    ["components", components(m)],
    ["per node", bytes.perNode.p50 === null ? "no node" : perNode(m)],
    ["dissemination", dissemination(m)],
    ["redundancy", redundancy(m)],
    ["connections", connections(m)],
    ["against bounds", bounds(m)],
    ...m.openFaults.map((fault): [string, string] => ["still open", fault]),
    ["fingerprint", fingerprint],
  ];
  return aligned(rows);
}

function coldStart({ bytes: { coldStart } }: Measurements): string {
  if (coldStart === null) return "did not end: membership was never complete";
  const { total, wire, perNode, time } = coldStart;
  return `${formatBytes(total)} in ${formatDuration(time)}, ${formatBytes(perNode)} per node; ${formatBytes(wire)} on the wire`;
}

function steady({ bytes: { steady }, settled }: Measurements): string {
  if (steady === null) return "none: the run ended too early";
  const { bytesPerSecond, wireBytesPerSecond, bytesPerSecondPerNode, messagesPerSecond, from, to } = steady;
  const parts = [
    `${formatBytes(bytesPerSecond)}/s, ${formatBytes(bytesPerSecondPerNode)}/s per node`,
    `${formatBytes(wireBytesPerSecond)}/s on the wire`,
    `${formatMean(messagesPerSecond)} messages/s`,
  ];
  const span = `${formatDuration(from)} to ${formatDuration(to)}`;
  return `${parts.join("; ")} (${settled.time === null ? "never settled; " : ""}${span})`;
}

function wholeRun({ bytes }: Measurements): string {
  const wire = `${formatBytes(bytes.wire.total)} on the wire`;
  return `${formatBytes(bytes.total)} in ${counted(bytes.messages, "message")}; ${wire}`;
}

function components({ bytes: { total, byComponent } }: Measurements): string {
  const { infos, stamps, identity, envelope } = byComponent;
  if (total === 0) return "no bytes";
  const share = (part: number) => shareOf(part, total);
  return `infos ${share(infos)}, stamps ${share(stamps)}, identity ${share(identity)}, envelope ${share(envelope)}`;
}

function perNode({ bytes: { perNode } }: Measurements): string {
  const { p50, p99, max } = perNode;
  return `median ${formatBytes(p50!)}, p99 ${formatBytes(p99!)}, most ${formatBytes(max!)}`;
}

function dissemination({ dissemination: d }: Measurements): string {
  if (d.published === 0) return "nothing published";
  const parts = (["t50", "t99", "t100"] as const).map((name) => {
    const { p50 } = d[name];
    return `${name} ${p50 === null ? "never" : formatDuration(p50)}`;
  });
  const slowest = d.t99.p99 === null ? "" : `; p99 of t99 ${formatDuration(d.t99.p99)}`;
  const reached = `${formatCount(d.complete)} of ${counted(d.published, "version")} reached every node`;
  return `${parts.join(", ")} (median version)${slowest}; ${reached}`;
}

function redundancy(m: Measurements): string {
  const { received, redundancy } = m.infos;
  if (redundancy === null) return "no info received";
  const mean = meanHops(m.hops);
  const hops = mean === null ? "" : `; hops: mean ${formatMean(mean)}, most ${maxHops(m.hops)}`;
  return `${formatPercent(redundancy)} of ${counted(received, "info")} received were not fresh${hops}`;
}

function connections(m: Measurements): string {
  const { connections: c } = m;
  const diameter = diameterInWords(m) ?? "not connected";
  const counts = (["opened", "refused", "forwarded", "duplicate", "culled", "tightened", "closed", "failed"] as const)
    .filter((name) => name === "opened" || c[name] > 0)
    .map((name) => `${formatCount(c[name])} ${name}`);
  return `${counts.join(", ")}; ${formatCount(c.overlay.edges.length)} open at the end, ${diameter}`;
}

function bounds({ bound }: Measurements): string {
  const { stretch, overhead } = bound;
  if (stretch.p50 === null && overhead === null) return "nothing to compare";
  const time =
    stretch.p50 === null
      ? "no version reached every node"
      : `time ${formatFigure(stretch.p50, "ratio")} (median version)`;
  const bytes = overhead === null ? "no bytes due" : `bytes ${formatFigure(overhead, "ratio")}`;
  return `${time}, ${bytes} what no protocol can beat`;
}

function replicationLines(report: Report): string[] {
  const shown = report.replications.filter(({ name }) => keyFigures.has(name) && isMeant(name, report.scenario));
  const rows = shown.map((replication) => {
    const [median, mean, , worst] = replicationInWords(replication);
    const { over, unit, label } = replication;
    const half = over === null || over.interval === null ? 0 : over.interval[1] - over.mean;
    return [label, median, half === 0 ? mean : `${mean} ± ${formatFigure(half, unit)}`, worst];
  });
  const table = columns([["", "median", "mean ± 95 %", "worst (seed)"], ...rows]);
  const faults = report.runs.flatMap(({ seed, measurements }) =>
    measurements.openFaults.map((fault): [string, string] => ["still open", `${fault} (seed ${seed})`]),
  );
  const listed = report.runs.slice(0, 4).map(({ seed, fingerprint }) => `${fingerprint} (seed ${seed})`);
  const more = report.runs.length > 4 ? ` and ${report.runs.length - 4} more` : "";
  const few =
    faults.length > 4
      ? [...faults.slice(0, 4), ["still open", `and ${faults.length - 4} more`] as [string, string]]
      : faults;
  return [...table, ...aligned([...few, ["fingerprints", listed.join(", ") + more]])];
}

/** Median, mean, 95 % confidence interval of the mean, and worst value with its seed. */
export function replicationInWords({ name, unit, over, missing }: Replication): [string, string, string, string] {
  const seeds = missing.length === 0 ? "" : seedList(missing);
  if (over === null) return [absentFigure(name), "", "", seeds === "" ? "" : `all ${missing.length} seeds`];
  const figure = (value: number) => formatFigure(value, unit);
  const [low, high] = over.interval === null ? ["", ""] : over.interval.map(figure);
  const interval = low === high ? low! : `${low} … ${high}`;
  const worst = `${figure(over.worst.value)} (${over.worst.seed})`;
  return [figure(over.median), figure(over.mean), interval, seeds === "" ? worst : `${absentFigure(name)} (${seeds})`];
}

function seedList(seeds: readonly number[]): string {
  return seeds.length > 3 ? `${seeds.slice(0, 3).join(", ")}, …` : seeds.join(", ");
}

function virtualTime(report: Report): string {
  const ends = report.runs.map((run) => run.measurements.endTime);
  const shortest = formatDuration(ends.reduce((a, b) => Math.min(a, b)));
  const longest = formatDuration(ends.reduce((a, b) => Math.max(a, b)));
  return shortest === longest ? longest : `${shortest} to ${longest}`;
}
