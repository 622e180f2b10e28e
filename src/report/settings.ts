import type { Duration } from "../kernel/time.ts";
import { formatBytes, formatDuration, formatPercent, formatRate } from "../kernel/units.ts";
import { formatIds, nodeWords } from "../scenario/node-words.ts";
import type { JitterSettings, Join, Link, LinkLimit, PublishedInfo, TransportSettings } from "../scenario/scenario.ts";
import { faultInWords } from "./fault-in-words.ts";
import { counted } from "./figure.ts";
import { quantityInWords } from "./quantity-in-words.ts";
import { replayInWords } from "./replay-in-words.ts";
import type { ReportedScenario } from "./reported-scenario.ts";

/** The scenario's settings in a few lines for people; all of them, exactly, are in report.json. */
export function settingsInWords(scenario: ReportedScenario): { readonly topic: string; readonly text: string }[] {
  const { faults, workload } = scenario;
  const lines = [
    { topic: "Cluster", text: cluster(scenario) },
    { topic: "Network", text: network(scenario) },
    { topic: "Protocol", text: protocol(scenario) },
    { topic: "Workload", text: listed(workload.map(workloadItem)) },
  ];
  if (faults.length > 0) lines.push({ topic: "Faults", text: listed(faultsInWords(scenario)) });
  return lines;
}

function faultsInWords({ faults, cluster, network }: ReportedScenario): string[] {
  const names = { nodes: nodeWords(cluster.places), sites: network.sites };
  return faults.map((fault) => faultInWords(fault, names));
}

function cluster({ cluster, network, duration, stop }: ReportedScenario): string {
  const used = new Set(cluster.places.map(({ site }) => site)).size;
  const sites = counted(used, "site");
  const of = used < network.sites.length ? ` of ${network.sites.length}` : "";
  const until = stop === null ? "" : `, or until ${formatDuration(stop.settle)} after membership is complete`;
  return [
    `${counted(cluster.nodes, "node")} at ${sites}${of}`,
    joinInWords(cluster.join),
    ...(cluster.descriptors ? [] : ["nodes publish no descriptors"]),
    `started within ${formatDuration(cluster.start.within)}`,
    `run for ${formatDuration(duration)}${until}`,
  ].join("; ");
}

function joinInWords(join: Join): string {
  switch (join.kind) {
    case "nodes":
      return `everybody knows ${join.nodes.length === 1 ? "node" : "nodes"} ${formatIds(join.nodes)}`;
    case "ring":
      return "joined in a ring";
    case "line":
      return "joined in a line";
    case "random":
      return `each knows ${join.count} others, drawn by seed`;
    case "lists":
      return listsInWords(join.lists);
  }
}

/** Nodes that know the same stand together; where almost all differ, the list of each is in report.json. */
function listsInWords(lists: readonly (readonly number[])[]): string {
  const same = new Map<string, number[]>();
  for (const [index, list] of lists.entries()) {
    const known = list.length === 0 ? "nobody" : nodes(list);
    same.set(known, [...(same.get(known) ?? []), index + 1]);
  }
  if (same.size > 8) return "each knows a list of its own";
  return [...same].map(([known, ids]) => `${nodes(ids)} ${ids.length === 1 ? "knows" : "know"} ${known}`).join(", ");
}

function network({ network, host }: ReportedScenario): string {
  const { latency, jitter } = network;
  const values = latency.kind === "rows" ? latency.rows.flat() : [latency.values.min ?? 0, latency.values.max ?? 0];
  const low = formatDuration(values.reduce((a, b) => Math.min(a, b), values[0] ?? 0));
  const high = formatDuration(values.reduce((a, b) => Math.max(a, b), 0));
  return [
    `one-way latency ${low === high ? low : `${low} to ${high}`}`,
    ...(network.links === null ? [] : [linksInWords(network.links)]),
    ...network.remarks,
    jitterInWords(jitter),
    ...lossAndLimits(network),
    `per host ${formatRate(network.host.up)} up and ${formatRate(network.host.down)} down`,
    transport(network.transport),
    processing(host),
  ].join("; ");
}

function linksInWords(links: readonly Link[]): string {
  if (links.length === 0) return "no links";
  const latencies = links.map(({ latency }) => latency);
  const rates = links.map(({ rate }) => rate);
  const between = (values: readonly number[], inWords: (value: number) => string) => {
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    return low === high ? inWords(low) : `${inWords(low)} to ${inWords(high)}`;
  };
  const of = `of ${between(latencies, formatDuration)} and ${between(rates, formatRate)}`;
  return `along the shortest path over ${counted(links.length, "link")} (each direction counted) ${of}`;
}

function lossAndLimits({ loss, limits, sites }: ReportedScenario["network"]): string[] {
  const isBack = (link: LinkLimit, other: LinkLimit) =>
    link.from === other.to && link.to === other.from && link.rate === other.rate && link.loss === other.loss;
  const hasBack = (link: LinkLimit) => link.from !== link.to && limits.some((other) => isBack(link, other));
  const links = limits
    .filter((link) => link.from <= link.to || !hasBack(link))
    .map((link) => {
      const { from, to, rate, loss } = link;
      return [
        hasBack(link) ? `between ${sites[from]} and ${sites[to]}` : `from ${sites[from]} to ${sites[to]}`,
        ...(rate === null ? [] : [formatRate(rate)]),
        ...(loss === null ? [] : [`${formatPercent(loss)} lost`]),
      ].join(" ");
    });
  return [...(loss === 0 ? [] : [`${formatPercent(loss)} of segments lost`]), ...links];
}

function jitterInWords(jitter: JitterSettings): string {
  switch (jitter.kind) {
    case "none":
      return "no jitter";
    case "uniform":
      return `uniform jitter of ± ${formatPercent(jitter.spread)}`;
    case "normal":
      return `normal jitter with deviation ${formatPercent(jitter.deviation)}, no factor below ${formatPercent(jitter.least)}`;
    case "lognormal":
      return `log-normal jitter with sigma ${jitter.sigma}`;
    case "exponential":
      return `${formatPercent(jitter.share)} of the latency exponential`;
    case "pareto":
      return `Pareto jitter with shape ${jitter.shape}`;
    case "empirical":
      return "jitter as measured";
  }
}

function processing({ processing, processor, order }: ReportedScenario["host"]): string {
  const { message, info, wakeUp, stream } = processing;
  const costs: [Duration, string][] = [
    [message, "a message"],
    [info, "an info"],
    [wakeUp, "a wake-up"],
    [stream, "a stream"],
  ];
  const spent = costs.filter(([cost]) => cost > 0).map(([cost, what]) => `${formatDuration(cost)} ${what}`);
  const where = processor === "shared" ? ", on one processor for all nodes" : "";
  return `processing ${spent.length === 0 ? "takes no time" : spent.join(", ")}${where}${order === "go" ? ", in Go's order" : ""}`;
}

function transport({ kind, compression, ...counted }: TransportSettings): string {
  const left = Object.entries(counted).filter(([, isCounted]) => !isCounted);
  const without = left.length === 0 || kind === "none" ? "" : `, not counting ${left.map(([name]) => name).join(", ")}`;
  return `transport ${kind}${compression === "none" ? "" : ` with ${compression}`}${without}`;
}

function protocol({ protocol }: ReportedScenario): string {
  return [
    protocol.preset,
    `at most ${counted(protocol.maxHops, "hop")}`,
    `high-water stamps ${protocol.highWaterStamps}`,
    `identity in ${protocol.identity.replace("-", " ")}`,
    `resend ${protocol.resend}`,
    `client infos ${protocol.clientsInterval === Number.POSITIVE_INFINITY ? "off" : `every ${formatDuration(protocol.clientsInterval)}`}`,
  ].join("; ");
}

function workloadItem(item: ReportedScenario["workload"][number]): string {
  if ("replay" in item) return replayInWords(item);
  if ("use" in item)
    return `what a real ${item.use} node gossips by itself, ${counted(item.storesPerNode, "store")} each`;
  const every = item.every === null ? "once" : `every ${quantityInWords(item.every, formatDuration)}`;
  const burst = item.burst === null ? "" : ` ${item.burst.count} times ${formatDuration(item.burst.spacing)} apart`;
  const jitter = item.every === null || item.jitter === 0 ? "" : ` ± ${formatPercent(item.jitter)}`;
  const from = nodes(item.from);
  const of = item.of === null ? "" : ` for each of ${nodes(item.of)}`;
  const phase = item.phase === "random" ? " at random phases" : "";
  const infos = item.infos.map(publishedInfo).join(" and ");
  return `${infos} from ${from}${of}${burst} ${every}${jitter} from ${formatDuration(item.at)}${phase}`;
}

function publishedInfo({ key, size, ttl }: PublishedInfo): string {
  const life = ttl === Number.POSITIVE_INFINITY ? "no expiry" : `expiring after ${formatDuration(ttl)}`;
  return `\`${key}\` of ${quantityInWords(size, formatBytes)} with ${life}`;
}

function nodes(ids: readonly number[]): string {
  return `${ids.length === 1 ? "node" : "nodes"} ${formatIds(ids)}`;
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join("; ");
}
