import { Random } from "../kernel/random.ts";
import type { Duration } from "../kernel/time.ts";
import { defaults } from "./defaults.ts";
import {
  barabasiAlbert,
  erdosRenyi,
  fullMesh,
  grid,
  line,
  type Pair,
  randomRegular,
  ring,
  star,
  wattsStrogatz,
} from "./graph-shapes.ts";
import { latencyAlong, maxLinks, partsOf } from "./graph-sites.ts";
import type { Problems } from "./problems.ts";
import type { Link } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import type { Sites } from "./sites.ts";

export type DeclaredGenerated = Extract<Declared["network"]["sites"], { generate: unknown }>;

const path = ["network", "sites"];

/** The network that a scenario has made for it; the same for the same fields, whatever the seed of the run. */
export function generatedSites(declared: DeclaredGenerated, problems: Problems): Sites {
  checkShape(declared, problems);
  problems.throwIfAny();
  const random = new Random(`sites ${declared.seed ?? defaults.sitesSeed}`);
  const bundles = bundlesOf(declared, random, problems);
  const count = bundles.reduce((sum, { pairs }) => sum + pairs.length, 0);
  const most = maxLinks / 2;
  if (count > most) problems.add([...path, "generate"], `expected at most ${most} links, found ${count}`);
  problems.throwIfAny();
  const latencies = random.fork("latency");
  const links = bundles.flatMap(({ pairs, latency, rate }) =>
    pairs.flatMap(([from, to]): Link[] => {
      const link = { latency: drawn(latency, latencies), rate };
      return [
        { from, to, ...link },
        { from: to, to: from, ...link },
      ];
    }),
  );
  return {
    names: siteNames(declared),
    latency: latencyAlong(declared.count, links, declared.within),
    links,
    remarks: [],
  };
}

type DeclaredLatency = DeclaredGenerated["latency"];

/** Links of one kind. */
interface Bundle {
  readonly pairs: readonly Pair[];
  readonly latency: DeclaredLatency;
  readonly rate: number;
}

function bundlesOf(declared: DeclaredGenerated, random: Random, problems: Problems): Bundle[] {
  const { generate, count, latency, rate } = declared;
  if (typeof generate === "string") return [{ pairs: plainShapes[generate](count), latency, rate }];
  if ("regions" in generate) {
    const { regions } = generate;
    const members = regionsOf(count, regions.count);
    const inside = members.flatMap(({ first, size }) => shifted(fullMesh(size), first));
    const between = fullMesh(regions.count).map(([a, b]): Pair => [members[a]!.first, members[b]!.first]);
    return [
      { pairs: inside, latency, rate },
      { pairs: between, latency: regions.latency, rate: regions.rate },
    ];
  }
  return [{ pairs: connectedPairs(generate, count, random, problems), latency, rate }];
}

/** A drawn graph may fall into parts; then the next one is drawn, from a stream of its own. */
function connectedPairs(generate: Drawn, count: number, random: Random, problems: Problems): readonly Pair[] {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const pairs = drawnPairs(generate, count, random.fork(`graph ${attempt}`));
    if (pairs !== null && isConnected(count, pairs)) return pairs;
  }
  problems.add(
    [...path, "generate"],
    `of ${maxAttempts} graphs drawn none was connected; with more links it is likelier, and another "seed" draws others`,
  );
  return [];
}

const maxAttempts = 100;

function isConnected(count: number, pairs: readonly Pair[]): boolean {
  if (pairs.length < count - 1) return false;
  const links = pairs.flatMap(([a, b]) => [
    { from: a, to: b },
    { from: b, to: a },
  ]);
  return partsOf(count, links).length === 1;
}

type Drawn = Exclude<DeclaredGenerated["generate"], string | { regions: unknown }>;

const plainShapes = { star, ring, line, grid, "full-mesh": fullMesh };

function drawnPairs(generate: Drawn, count: number, random: Random): Pair[] | null {
  if ("random-regular" in generate) return randomRegular(count, generate["random-regular"], random);
  if ("erdos-renyi" in generate) return erdosRenyi(count, generate["erdos-renyi"], random);
  if ("barabasi-albert" in generate) return barabasiAlbert(count, generate["barabasi-albert"], random);
  const { neighbours, rewired } = generate["watts-strogatz"];
  return wattsStrogatz(count, neighbours, rewired, random);
}

/** Equal blocks of consecutive sites: sizes differ by one at most. */
function regionsOf(count: number, regions: number): { readonly first: number; readonly size: number }[] {
  return Array.from({ length: regions }, (_, region) => {
    const first = Math.ceil((region * count) / regions);
    return { first, size: Math.ceil(((region + 1) * count) / regions) - first };
  });
}

function shifted(pairs: readonly Pair[], by: number): Pair[] {
  return pairs.map(([from, to]) => [from + by, to + by]);
}

function drawn(latency: DeclaredLatency, random: Random): Duration {
  if (typeof latency === "number") return latency;
  return Math.round(latency.from + random.uniform() * (latency.to - latency.from));
}

function siteNames({ generate, count }: DeclaredGenerated): string[] {
  if (typeof generate === "object" && "regions" in generate) {
    return regionsOf(count, generate.regions.count).flatMap(({ size }, region) =>
      Array.from({ length: size }, (_, site) => `region-${region + 1}-site-${site + 1}`),
    );
  }
  return Array.from({ length: count }, (_, site) => `site-${site + 1}`);
}

/** What no graph of so many sites can be, and a seed where nothing is drawn. */
function checkShape({ generate, count, latency, seed }: DeclaredGenerated, problems: Problems): void {
  const add = (field: readonly string[], problem: string) => problems.add([...path, ...field], problem);
  const ranges = [{ field: ["latency"], latency }];
  if (typeof generate === "object" && "regions" in generate) {
    const { regions } = generate;
    ranges.push({ field: ["generate", "regions", "latency"], latency: regions.latency });
    if (regions.count > count) {
      add(["generate", "regions", "count"], `expected at most the ${count} sites, found ${regions.count}`);
    }
  } else if (typeof generate === "object") {
    checkDegree(generate, count, add);
  }
  for (const { field, latency: range } of ranges) {
    if (typeof range === "object" && range.from > range.to) add(field, 'expected "from" to be at most "to"');
  }
  const isDrawn = typeof generate === "object" && !("regions" in generate);
  if (seed !== undefined && !isDrawn && ranges.every(({ latency: range }) => typeof range === "number")) {
    add(["seed"], "nothing is drawn here: this shape and constant latencies are the same for any seed");
  }
}

function checkDegree(generate: Drawn, count: number, add: (field: readonly string[], problem: string) => void): void {
  if ("random-regular" in generate) {
    const degree = generate["random-regular"];
    const field = ["generate", "random-regular"];
    if (degree >= count) add(field, `a site can have ${count - 1} links to others of ${count} sites, found ${degree}`);
    else if ((degree * count) % 2 === 1) {
      add(field, `${count} sites with ${degree} links each have an odd number of ends, and each link has two`);
    } else if (degree === 1 && count > 2) {
      add(field, `with 1 link each ${count} sites cannot be connected; expected at least 2`);
    }
  } else if ("barabasi-albert" in generate) {
    const links = generate["barabasi-albert"];
    if (links >= count) {
      add(
        ["generate", "barabasi-albert"],
        `a site can have ${count - 1} links to others of ${count} sites, found ${links}`,
      );
    }
  } else if ("watts-strogatz" in generate) {
    const { neighbours } = generate["watts-strogatz"];
    const field = ["generate", "watts-strogatz", "neighbours"];
    if (neighbours % 2 === 1) add(field, `expected an even number, half of them on either side, found ${neighbours}`);
    else if (neighbours >= count) add(field, `a site has ${count - 1} others of ${count} sites, found ${neighbours}`);
  }
}
