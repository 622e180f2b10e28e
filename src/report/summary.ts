import { formatBytes, formatCount, formatDuration } from "../kernel/units.ts";
import type { BytesMeasurement, Measurements } from "../measure/measurements.ts";
import type { Summary } from "../measure/statistics.ts";
import { isMeant } from "../scenario/figures.ts";
import { counted, figureInWords, formatFigure, shareOf } from "./figure.ts";
import { diameterInWords, keyFigures, keyFiguresOf } from "./key-figures.ts";
import { markdownTable } from "./markdown-table.ts";
import type { Report, ReportedRun } from "./report.ts";
import type { ReportedScenario } from "./reported-scenario.ts";
import { settingsInWords } from "./settings.ts";
import { membershipInWords, noMembership, replicationInWords } from "./terminal.ts";
import type { Verdict } from "./verdicts.ts";

export interface SummaryOptions {
  /** Charts that lie beside the summary; empty when they could not be drawn. */
  readonly charts: readonly { readonly file: string; readonly title: string }[];
  /** The command line that repeats the first run. */
  readonly command: string;
}

/** `summary.md`: the report as a page. Ends with a newline. */
export function summaryMarkdown(report: Report, { charts, command }: SummaryOptions): string {
  const { scenario, runs } = report;
  const first = runs[0]!;
  const many = runs.length > 1;
  const parts = [
    `# ${scenario.name}`,
    scenario.description === "" ? "" : `> ${scenario.description.trim().replace(/\s+/g, " ")}`,
    incomplete(report),
    settingsInWords(scenario)
      .map(({ topic, text }) => `- **${topic}:** ${text}.`)
      .join("\n"),
    ...promises(report.verdicts),
    "## Result",
    ...(many ? resultOfMany(report) : resultOfOne(first, scenario)),
    ...charts.map(({ file, title }) => `![${title}](${file})`),
    many ? `The tables below are of seed ${first.seed}.` : "",
    ...details(first.measurements),
    "## Still cut or crashed at the end",
    openFaults(runs),
    "## Reproduce",
    reproduce(runs, command),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function incomplete({ runs, failed = [] }: Report): string {
  if (failed.length === 0) return "";
  const lines = failed.map(({ seed, reason }) => `- seed ${seed}: ${reason}`);
  const others = runs.map(({ seed }) => seed).join(", ");
  return `**Incomplete: ${counted(failed.length, "run")} failed.** All figures are over the other seeds (${others}).\n\n${lines.join("\n")}`;
}

function promises(verdicts: readonly Verdict[]): string[] {
  if (verdicts.length === 0) return [];
  const rows = verdicts.map(({ subject, label, kept, finding }) => [
    kept ? "kept" : "**BROKEN**",
    label,
    finding,
    `\`${subject}\``,
  ]);
  return ["## Promises", markdownTable("llll", ["", "figure", "found", "name"], rows)];
}

function resultOfOne({ seed, figures, measurements }: ReportedRun, scenario: ReportedScenario): string[] {
  const rows = keyFiguresOf(scenario).map(({ name, label, unit }) => [
    label,
    figureInWords({ name, unit }, figures[name]!),
    `\`${name}\``,
  ]);
  const end = formatDuration(measurements.endTime);
  const membership = scenario.cluster.descriptors ? membershipInWords(measurements) : noMembership;
  return [
    `Seed ${seed}, ${end} of virtual time. Membership ${membership}.`,
    markdownTable("lrl", ["figure", "value", "name"], rows),
  ];
}

function resultOfMany({ runs, replications, scenario }: Report): string[] {
  const rows = replications
    .filter(({ name }) => keyFigures.has(name) && isMeant(name, scenario))
    .map((replication) => [replication.label, ...replicationInWords(replication), `\`${replication.name}\``]);
  const time = (value: number | null) => (value === null ? "never" : formatDuration(value));
  const bySeed = runs.map(({ seed, measurements, fingerprint }) => [
    `${seed}`,
    scenario.cluster.descriptors ? time(measurements.membership.time) : "–",
    time(measurements.settled.time),
    formatBytes(measurements.bytes.total),
    formatBytes(measurements.bytes.wire.total),
    `\`${fingerprint}\``,
  ]);
  return [
    `${counted(runs.length, "seed")}. The interval is the 95 % confidence interval of the mean; all of it over the seeds that have a value.`,
    markdownTable("lrrrrl", ["figure", "median", "mean", "95 % interval", "worst (seed)", "name"], rows),
    markdownTable("rrrrrl", ["seed", "membership", "settled", "protobuf", "wire", "fingerprint"], bySeed),
  ];
}

function details(measurements: Measurements): string[] {
  const { bytes, dissemination, bound } = measurements;
  return [
    "## Bytes by component",
    byComponent(bytes),
    "## Bytes by kind of message",
    byKind(bytes),
    "## Bytes on the wire",
    onTheWire(bytes),
    "## Infos by key",
    byKey(bytes),
    "## Dissemination by key",
    disseminationTable(dissemination),
    "## Connections",
    connectionTable(measurements),
    "## Against what no protocol can beat",
    boundTable(bound, bytes),
  ];
}

/** Rows of a name, some counts and bytes, with their sums; what the sum lacks of the stated total is a row of its own. */
function sumTable(
  head: readonly string[],
  rows: readonly { readonly name: string; readonly counts: readonly number[]; readonly bytes: number }[],
  total: number,
): string {
  const sum = rows.reduce((all, { bytes }) => all + bytes, 0);
  const row = (name: string, counts: readonly string[], bytes: number) => [
    name,
    ...counts,
    formatCount(bytes),
    formatBytes(bytes),
    shareOf(bytes, total),
  ];
  const sums = rows[0]?.counts.map((_, column) => rows.reduce((all, { counts }) => all + counts[column]!, 0)) ?? [];
  const lines = rows.map(({ name, counts, bytes }) => row(name, counts.map(formatCount), bytes));
  lines.push(row("**sum**", sums.map(formatCount), sum));
  if (sum !== total)
    lines.push(
      row(
        "not accounted for",
        sums.map(() => ""),
        total - sum,
      ),
    );
  const columns = [...head, "bytes", "", "share"];
  return markdownTable(`l${"r".repeat(columns.length - 1)}`, columns, lines);
}

function byComponent({ total, byComponent }: BytesMeasurement): string {
  const { infos, stamps, identity, envelope } = byComponent;
  const rows = [
    { name: "infos", counts: [], bytes: infos },
    { name: "high-water stamps", counts: [], bytes: stamps },
    { name: "identity", counts: [], bytes: identity },
    { name: "envelope", counts: [], bytes: envelope },
  ];
  return sumTable(["component"], rows, total);
}

function byKind({ total, byKind }: BytesMeasurement): string {
  const rows = Object.entries(byKind).map(([name, { messages, infos, bytes }]) => ({
    name,
    counts: [messages, infos],
    bytes,
  }));
  return sumTable(["kind", "messages", "infos"], rows, total);
}

function onTheWire({ wire }: BytesMeasurement): string {
  const rows = [
    { name: "protobuf", counts: [], bytes: wire.protobuf },
    { name: "compression", counts: [], bytes: wire.compression },
    { name: "framing (gRPC, HTTP/2)", counts: [], bytes: wire.framing },
    { name: "TLS records", counts: [], bytes: wire.tls },
    { name: "TCP/IP headers", counts: [], bytes: wire.headers },
    { name: "lone acknowledgements", counts: [], bytes: wire.acknowledgements },
    { name: "handshakes", counts: [], bytes: wire.handshake },
    { name: "heartbeats", counts: [], bytes: wire.heartbeat },
    { name: "sent again", counts: [], bytes: wire.retransmitted },
  ];
  return sumTable(["part"], rows, wire.total);
}

/** Keys with rows of their own; the others share one. */
const mostKeys = 12;

function byKey({ byComponent, infosByKey }: BytesMeasurement): string {
  if (infosByKey.length === 0) return "No info was sent.";
  const rows = infosByKey
    .slice(0, mostKeys)
    .map(({ key, bytes, infos }) => ({ name: code(key), counts: [infos], bytes }));
  const rest = infosByKey.slice(mostKeys);
  if (rest.length > 0) {
    const infos = rest.reduce((sum, entry) => sum + entry.infos, 0);
    const bytes = rest.reduce((sum, entry) => sum + entry.bytes, 0);
    rows.push({ name: `${counted(rest.length, "other key")}`, counts: [infos], bytes });
  }
  return sumTable(["key", "infos"], rows, byComponent.infos);
}

function disseminationTable({ published, complete, overtaken, byKey }: Measurements["dissemination"]): string {
  if (published === 0) return "Nothing was published.";
  const counts = `${counted(published, "info version")} published: ${formatCount(complete)} reached every node, ${formatCount(overtaken)} were overtaken on the way to some.`;
  const cells = ({ p50, p99 }: Summary<number>) =>
    [p50, p99].map((time) => (time === null ? "–" : formatDuration(time)));
  const rows = byKey
    .slice(0, mostKeys)
    .map((entry) => [code(entry.key), formatCount(entry.published), ...cells(entry.t50), ...cells(entry.t99)]);
  const head = ["key", "versions", "t50, median", "t50, p99", "t99, median", "t99, p99"];
  const rest = byKey.length > mostKeys ? `\n\nAnd ${counted(byKey.length - mostKeys, "other key")}.` : "";
  return `${counts}\n\n${markdownTable("lrrrrr", head, rows)}${rest}`;
}

function connectionTable(measurements: Measurements): string {
  const { connections } = measurements;
  const { overlay } = connections;
  const names = ["opened", "refused", "forwarded", "duplicate", "culled", "tightened", "closed", "failed"] as const;
  const rows = names.map((name) => [name, formatCount(connections[name])]);
  const degree = overlay.degrees.reduce((most, value) => Math.max(most, value), 0);
  const diameter = diameterInWords(measurements);
  const shape = diameter === null ? "The overlay is not connected" : `The overlay has ${diameter}`;
  const end = `At the end ${counted(overlay.edges.length, "connection")} ${overlay.edges.length === 1 ? "is" : "are"} open. ${shape}; no node has more than ${counted(degree, "connection")}.`;
  return `${markdownTable("lr", ["connections", "count"], rows)}\n\n${end}`;
}

function boundTable(bound: Measurements["bound"], { total }: BytesMeasurement): string {
  const { time, stretch, overhead } = bound;
  const ratio = (value: number | null) => (value === null ? "–" : formatFigure(value, "ratio"));
  return markdownTable(
    "lrrr",
    ["", "bound", "this run", "ratio"],
    [
      ["time to every node, median version", time === null ? "–" : formatDuration(time), "", ratio(stretch.p50)],
      ["the same, p99 of versions", "", "", ratio(stretch.p99)],
      ["protobuf bytes", formatBytes(bound.bytes), formatBytes(total), ratio(overhead)],
    ],
  );
}

function openFaults(runs: readonly ReportedRun[]): string {
  const many = runs.length > 1;
  const lines = runs.flatMap(({ seed, measurements }) =>
    measurements.openFaults.map((fault) => `- ${fault}${many ? ` (seed ${seed})` : ""}`),
  );
  return lines.length === 0 ? "Nothing." : lines.join("\n");
}

function reproduce(runs: readonly ReportedRun[], command: string): string {
  const first = runs[0]!;
  const result = `It ends with the fingerprint \`${first.fingerprint}\`.`;
  const others = runs.length > 1 ? " The other seeds are in the table above." : "";
  return `\`\`\`sh\n${command}\n\`\`\`\n\n${result}${others}`;
}

function code(key: string): string {
  return key.includes("`") ? key : `\`${key}\``;
}
