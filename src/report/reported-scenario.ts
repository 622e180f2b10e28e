import { type Summary, summarize } from "../measure/statistics.ts";
import { type Place, placesOf } from "../scenario/node-words.ts";
import type { Cluster, NetworkSettings, Scenario } from "../scenario/scenario.ts";
import { fnv1a } from "./fnv.ts";

/** The scenario as a report keeps it: complete, with the big arrays in a compact form. Units as in `Scenario`. */
export interface ReportedScenario extends Omit<Scenario, "cluster" | "network"> {
  readonly cluster: Omit<Cluster, "nodes"> & {
    readonly nodes: number;
    /** One entry for each pair of group and site that has nodes, in the order of their first node. */
    readonly places: readonly Place[];
  };
  readonly network: Omit<NetworkSettings, "latency"> & { readonly latency: ReportedLatency };
}

/** Mean one-way latencies in nanoseconds: one row for each site, or for many sites what tells two matrices apart. */
export type ReportedLatency =
  | { readonly kind: "rows"; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: "summary"; readonly values: Summary<number>; readonly checksum: string };

/** Above this many sites the matrix would be most of the report. */
const sitesInFull = 64;

export function reportedScenario(scenario: Scenario): ReportedScenario {
  const { cluster, network } = scenario;
  return {
    ...scenario,
    cluster: { ...cluster, nodes: cluster.nodes.length, places: placesOf(cluster.nodes, network.sites) },
    network: { ...network, latency: reportedLatency(network) },
  };
}

function reportedLatency({ sites, latency }: NetworkSettings): ReportedLatency {
  if (sites.length > sitesInFull)
    return { kind: "summary", values: summarize(latency), checksum: fnv1a(latency.join(",")) };
  const rows = sites.map((_, from) => latency.slice(from * sites.length, (from + 1) * sites.length));
  return { kind: "rows", rows };
}
