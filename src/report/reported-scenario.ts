import type { Time } from "../kernel/time.ts";
import { type Summary, summarize } from "../measure/statistics.ts";
import { type Place, placesOf } from "../scenario/node-words.ts";
import type { Cluster, NetworkSettings, Scenario, WorkloadItem } from "../scenario/scenario.ts";
import { fnv1a } from "./fnv.ts";

/** The scenario as a report keeps it: complete, with the big arrays in a compact form. Units as in `Scenario`. */
export interface ReportedScenario extends Omit<Scenario, "cluster" | "network" | "workload"> {
  readonly cluster: Omit<Cluster, "nodes"> & {
    readonly nodes: number;
    /** One entry for each pair of group and site that has nodes, in the order of their first node. */
    readonly places: readonly Place[];
  };
  readonly network: Omit<NetworkSettings, "latency"> & { readonly latency: ReportedLatency };
  readonly workload: readonly (Exclude<WorkloadItem, Recording> | ReportedReplay)[];
}

type Recording = Extract<WorkloadItem, { replay: unknown }>;

/** A recording that is published again, in short: what tells it from another. */
export interface ReportedReplay {
  readonly replay: {
    readonly infos: number;
    /** How many different keys; their placeholders are not filled in. */
    readonly keys: number;
    /** Ids of those who publish. */
    readonly nodes: readonly number[];
    readonly first: Time;
    readonly last: Time;
    /** Of all values together. */
    readonly bytes: number;
    readonly checksum: string;
  };
  readonly leftOut: number;
}

/** Mean one-way latencies in nanoseconds: one row for each site, or for many sites what tells two matrices apart. */
export type ReportedLatency =
  | { readonly kind: "rows"; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: "summary"; readonly values: Summary<number>; readonly checksum: string };

/** Above this many sites the matrix would be most of the report. */
const sitesInFull = 64;

export function reportedScenario(scenario: Scenario): ReportedScenario {
  const { cluster, network, workload } = scenario;
  return {
    ...scenario,
    cluster: { ...cluster, nodes: cluster.nodes.length, places: placesOf(cluster.nodes, network.sites) },
    network: { ...network, latency: reportedLatency(network) },
    workload: workload.map((item) => ("replay" in item ? reportedReplay(item) : item)),
  };
}

function reportedLatency({ sites, latency }: NetworkSettings): ReportedLatency {
  if (sites.length > sitesInFull)
    return { kind: "summary", values: summarize(latency), checksum: fnv1a(latency.join(",")) };
  const rows = sites.map((_, from) => latency.slice(from * sites.length, (from + 1) * sites.length));
  return { kind: "rows", rows };
}

export function reportedReplay({ replay, leftOut }: Recording): ReportedReplay {
  const rows = replay.map(({ at, node, key, size, ttl }) => JSON.stringify([at, node, key, size, ttl]));
  return {
    replay: {
      infos: replay.length,
      keys: new Set(replay.map(({ key }) => key)).size,
      nodes: [...new Set(replay.map(({ node }) => node))].sort((a, b) => a - b),
      first: replay[0]!.at,
      last: replay.at(-1)!.at,
      bytes: replay.reduce((sum, { size }) => sum + size, 0),
      checksum: fnv1a(rows.join()),
    },
    leftOut,
  };
}
