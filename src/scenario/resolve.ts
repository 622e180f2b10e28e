import type { Duration } from "../kernel/time.ts";
import { formatCount } from "../kernel/units.ts";
import { nodeNames, resolveCluster, resolveNodes } from "./cluster.ts";
import { type Context, checkBeforeEnd, createContext } from "./context.ts";
import { defaults } from "./defaults.ts";
import { resolveFaults } from "./faults.ts";
import { resolveJitter } from "./jitter.ts";
import { resolveJoin } from "./join.ts";
import { resolveLinks } from "./links.ts";
import { namedFiles } from "./named-file.ts";
import { presets } from "./presets.ts";
import { Problems } from "./problems.ts";
import { resolvePromises } from "./promises.ts";
import type { JitterSettings, NetworkSettings, ProtocolSettings, Scenario, TransportSettings } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import { resolveSites, type Sites } from "./sites.ts";
import { resolveSweep, type Sweep } from "./sweep.ts";
import { resolveTolerances } from "./tolerances.ts";
import { resolveWorkload } from "./workload.ts";
import { type Path, show, type WrittenMapping, writtenAt } from "./written.ts";

/**
 * Turns checked fields into a complete scenario: names become node ids and site indices, presets are filled in, and fields
 * that contradict each other are found. `tree` gives the places. Throws `ScenarioError`.
 */
export function resolve(
  declared: Declared,
  tree: WrittenMapping,
  read: (path: string) => string,
): { readonly scenario: Scenario; readonly sweep: Sweep | null } {
  const problems = new Problems(tree);
  const context = createContext(tree, declared.duration, problems);
  for (const [index, { startDelay = 0 }] of (declared.cluster.groups ?? []).entries()) {
    checkBeforeEnd(startDelay, ["cluster", "groups", index, "startDelay"], context);
  }
  const readFileAt = namedFiles(tree, read);
  const sites = resolveSites(declared.network.sites, readFileAt, problems);
  const nodes = resolveNodes(declared.cluster, sites.names, problems);
  const names = nodeNames(nodes, sites.names, problems);
  const join = resolveJoin(declared.cluster.join, nodes.length, names, readFileAt, problems);
  const cluster = resolveCluster(declared.cluster, nodes, join, problems);
  const network = resolveNetwork(declared.network, {
    sites,
    jitter: resolveJitter(declared.network.jitter, { readFileAt, problems }),
    context,
  });
  const scenario: Scenario = {
    name: declared.name,
    description: declared.description,
    seeds: resolveSeeds(declared, problems),
    duration: declared.duration,
    stop: declared.stop ?? null,
    cluster,
    network,
    host: declared.host,
    protocol: resolveProtocol(declared.protocol, context),
    workload: resolveWorkload(declared.workload, { nodes, names, readFileAt, context }),
    faults: resolveFaults(declared.faults, cluster.nodes.length, names, network, context),
    measure: declared.measure,
    expect: [],
    tolerances: resolveTolerances(declared.baseline?.tolerance, problems),
  };
  checkTimes(scenario, context, tree);
  checkTimePasses(scenario, context);
  const expect = resolvePromises(declared.expect, scenario, names, context);
  const sweep = resolveSweep(declared.sweep, tree, problems);
  problems.throwIfAny();
  return { scenario: { ...scenario, expect }, sweep };
}

/** Nodes that answer each other in no time would do so for ever at one and the same moment. */
function checkTimePasses({ host, network }: Scenario, { problems }: Context): void {
  if (host.processing.message > 0 || (network.loopback > 0 && network.latency.every((latency) => latency > 0))) return;
  problems.add(["host", "processing", "message"], "expected more than 0 where a latency is 0: nothing would take time");
}

function resolveSeeds({ seed, seeds }: Declared, problems: Problems): number[] {
  if (seed !== undefined && seeds !== undefined) problems.addBoth([], "seed", "seeds");
  if (seeds === undefined) return [seed ?? defaults.seed];
  if (typeof seeds === "number") return Array.from({ length: seeds }, (_, index) => index + 1);
  const seen = new Set<number>();
  for (const [index, value] of seeds.entries()) {
    if (seen.has(value)) problems.add(["seeds", index], `the seed ${value} stands here twice`);
    seen.add(value);
  }
  return seeds;
}

function resolveNetwork(
  declared: Declared["network"],
  resolved: { readonly sites: Sites; readonly jitter: JitterSettings; readonly context: Context },
): NetworkSettings {
  const { sites, jitter } = resolved;
  const { problems, written } = resolved.context;
  const { heartbeat, silence } = declared.keepalive;
  const path = ["network", "keepalive", "silence"];
  if (silence < heartbeat) {
    const found = written(path) === "nothing" ? show(defaults.silence) : written(path);
    problems.add(path, `expected at least the interval of the heartbeat, found ${found}`);
  }
  const { links: limits, ...rest } = declared;
  return {
    ...rest,
    sites: sites.names,
    latency: sites.latency,
    links: sites.links,
    remarks: sites.remarks,
    limits: resolveLinks(limits, { sites: sites.names, graph: sites.links, problems }),
    jitter,
    transport: resolveTransport(declared.transport, problems),
  };
}

function resolveTransport(declared: Declared["network"]["transport"], problems: Problems): TransportSettings {
  const { compression, counted } = defaults;
  const all = { compression, headers: counted, acknowledgements: counted, handshakes: counted, heartbeats: counted };
  if (typeof declared === "string") return { kind: declared, ...all };
  if (declared.kind === "none" && declared.compression !== "none") {
    problems.add(["network", "transport", "compression"], "expected none where the kind is none: nothing carries it");
  }
  return declared;
}

function resolveProtocol(declared: Declared["protocol"], { problems, written }: Context): ProtocolSettings {
  const settings = { ...presets[declared.preset], ...declared };
  if (settings.highWaterStamps === "delta" && settings.resend === "replace") {
    // Where replacing is the preset's doing, that is where the reader has to look.
    const because = written(["protocol", "resend"]) === "nothing" ? `, which ${settings.preset} does` : "";
    problems.add(
      ["protocol", "highWaterStamps"],
      `"delta" needs "resend: ratchet": differences say nothing to a peer that replaces what it knew${because}`,
    );
  }
  return settings;
}

/** Times that only make sense together with the duration of the run. */
function checkTimes({ duration, stop, cluster, measure }: Scenario, context: Context, tree: WrittenMapping): void {
  const { problems } = context;
  const checkAtMost = (value: Duration, path: Path) => {
    if (value > duration) {
      const limit = context.written(["duration"]);
      problems.add(path, `expected at most the duration of the run, ${limit}, found ${context.written(path)}`);
    }
  };
  // Defaults are not the author's mistake, spelled out or not: a short run simply has one bin, and is never seen to settle.
  const isOwn = (path: Path, byDefault: string) =>
    writtenAt(tree, path) !== undefined && context.written(path) !== show(byDefault);
  const { startWithin, settle, bin } = defaults;
  if (isOwn(["cluster", "start", "within"], startWithin))
    checkAtMost(cluster.start.within, ["cluster", "start", "within"]);
  if (isOwn(["stop", "settle"], settle)) checkAtMost(stop?.settle ?? 0, ["stop", "settle"]);
  if (isOwn(["measure", "settle"], settle)) checkAtMost(measure.settle, ["measure", "settle"]);
  if (isOwn(["measure", "bin"], bin)) checkAtMost(measure.bin, ["measure", "bin"]);
  const bins = Math.ceil(duration / measure.bin);
  if (bins > maxBins) {
    problems.add(
      ["measure", "bin"],
      `the run has ${formatCount(bins)} bins of this width, at most ${formatCount(maxBins)} are allowed`,
    );
  }
}

/** A series holds one figure a bin; more than this cannot be drawn and costs memory for nothing. */
const maxBins = 100_000;
