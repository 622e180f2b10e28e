import { describe, expect, test } from "vitest";
import type { Link } from "../../src/scenario/scenario.ts";
import fc from "../property.ts";
import { parse, refusal } from "./support.ts";

const scenario = (generate: string, count: number, more: string) =>
  `name: x\nduration: 1 s\ncluster: { nodes: 1 }\nnetwork: { sites: { generate: ${generate}, count: ${count}${more} } }\n`;
const network = (generate: string, count: number, more = ", latency: 1 ms") =>
  parse(scenario(generate, count, more)).network;
const linksOf = (...given: Parameters<typeof network>): readonly Link[] => network(...given).links!;
/** Each link once, as a text. */
const pairsOf = (...given: Parameters<typeof network>) =>
  linksOf(...given)
    .filter(({ from, to }) => from < to)
    .map(({ from, to }) => `${from}-${to}`)
    .sort();
const degrees = (links: readonly Link[], count: number) =>
  Array.from({ length: count }, (_, site) => links.filter(({ from }) => from === site).length);

describe("plain shapes", () => {
  test.each([
    ["star", 4, "0-1 0-2 0-3"],
    ["line", 4, "0-1 1-2 2-3"],
    ["ring", 4, "0-1 0-3 1-2 2-3"],
    ["ring", 3, "0-1 0-2 1-2"],
    ["ring", 2, "0-1"],
    ["grid", 6, "0-1 0-3 1-2 1-4 2-5 3-4 4-5"],
    ["grid", 5, "0-1 0-3 1-2 1-4 3-4"],
    ["grid", 2, "0-1"],
    ["full-mesh", 4, "0-1 0-2 0-3 1-2 1-3 2-3"],
    ["star", 1, ""],
    ["ring", 1, ""],
    ["grid", 1, ""],
    ["full-mesh", 1, ""],
  ])("%s of %i", (shape, count, pairs) => {
    expect(pairsOf(shape, count).join(" ")).toBe(pairs);
  });

  test("latency, rate and names", () => {
    const { sites, latency, links } = network("line", 3, ", latency: 2 ms, rate: 1 Gbit/s, within: 1 ms");
    expect(sites).toEqual(["site-1", "site-2", "site-3"]);
    expect(latency).toEqual([1, 2, 4, 2, 1, 2, 4, 2, 1].map((milliseconds) => milliseconds * 1_000_000));
    expect(links?.[1]).toEqual({ from: 1, to: 0, latency: 2_000_000, rate: 1e9 });
  });

  test("a range is drawn once a link, the same both ways, by the seed of the sites", () => {
    const range = ", latency: { from: 2 ms, to: 10 ms }";
    const links = linksOf("ring", 100, range);
    const drawn = links.filter(({ from, to }) => from < to).map(({ latency }) => latency);
    expect(new Set(drawn).size).toBeGreaterThan(95);
    expect(drawn.every((latency) => latency >= 2e6 && latency <= 10e6)).toBe(true);
    // Uniform: the mean of 100 is within 3.5 standard errors of 6 ms.
    expect(Math.abs(drawn.reduce((a, b) => a + b) / 100 - 6e6)).toBeLessThan((3.5 * 8e6) / Math.sqrt(12 * 100));
    for (const [index, { latency }] of links.entries()) expect(latency).toBe(links[index ^ 1]!.latency);
    expect(linksOf("ring", 100, range)).toEqual(links);
    expect(linksOf("ring", 100, `${range}, seed: 1`)).toEqual(links);
    expect(linksOf("ring", 100, `${range}, seed: 2`)).not.toEqual(links);
  });

  test("the seed of the run changes nothing", () => {
    const text = scenario("{ random-regular: 3 }", 20, ", latency: 1 ms");
    expect(parse(`seed: 7\n${text}`).network).toEqual(parse(text).network);
  });
});

describe("drawn graphs", () => {
  test("random regular: as many links at each site, none to itself, none twice", () => {
    for (const [degree, count] of [
      [1, 2],
      [2, 9],
      [3, 20],
      [5, 8],
      [6, 8],
      [7, 8],
      [4, 100],
    ] as const) {
      for (let seed = 0; seed < 20; seed++) {
        const links = linksOf(`{ random-regular: ${degree} }`, count, `, latency: 1 ms, seed: ${seed}`);
        expect(degrees(links, count)).toEqual(new Array(count).fill(degree));
        expect(new Set(links.map(({ from, to }) => `${from} ${to}`)).size).toBe(count * degree);
        expect(links.every(({ from, to }) => from !== to)).toBe(true);
      }
    }
  });

  test("Erdős and Rényi: each pair with the probability", () => {
    let links = 0;
    for (let seed = 0; seed < 50; seed++)
      links += linksOf("{ erdos-renyi: 30 % }", 40, `, latency: 1 ms, seed: ${seed}`).length / 2;
    const pairs = (50 * 40 * 39) / 2;
    expect(Math.abs(links - 0.3 * pairs)).toBeLessThan(3.5 * Math.sqrt(pairs * 0.3 * 0.7));
    expect(pairsOf("{ erdos-renyi: 100 % }", 6)).toEqual(pairsOf("full-mesh", 6));
  });

  test("Watts and Strogatz: a ring of neighbours, of whose links the share is moved", () => {
    const lattice = pairsOf("{ watts-strogatz: { neighbours: 4, rewired: 0 % } }", 30);
    expect(lattice).toHaveLength(60);
    expect(
      linksOf("{ watts-strogatz: { neighbours: 4, rewired: 0 % } }", 30).every(({ from, to }) =>
        [1, 2, 28, 29].includes(Math.abs(from - to)),
      ),
    ).toBe(true);
    let moved = 0;
    for (let seed = 0; seed < 50; seed++) {
      const pairs = pairsOf(
        "{ watts-strogatz: { neighbours: 4, rewired: 20 % } }",
        30,
        `, latency: 1 ms, seed: ${seed}`,
      );
      expect(pairs).toHaveLength(60);
      moved += pairs.filter((pair) => !lattice.includes(pair)).length;
    }
    // A link may be moved to where another was moved away from; that is rare.
    expect(Math.abs(moved - 600)).toBeLessThan(3.5 * Math.sqrt(3000 * 0.2 * 0.8) + 30);
  });

  test("Barabási and Albert: so many links of each new site, and some sites that have far more", () => {
    const links = linksOf("{ barabasi-albert: 2 }", 200);
    expect(links).toHaveLength(2 * (2 + 197 * 2));
    const sorted = degrees(links, 200).sort((a, b) => a - b);
    expect(sorted[0]).toBeGreaterThanOrEqual(1);
    expect(sorted[100]).toBeLessThanOrEqual(4);
    expect(sorted.at(-1)).toBeGreaterThan(15);
    expect(pairsOf("{ barabasi-albert: 3 }", 4)).toEqual(pairsOf("star", 4));
  });

  test("regions: each to each inside, the first ones between", () => {
    const { sites, links, latency } = network(
      "{ regions: { count: 3, latency: 40 ms, rate: 1 Mbit/s } }",
      7,
      ", latency: 1 ms, rate: 1 Gbit/s",
    );
    expect(sites).toEqual([
      "region-1-site-1",
      "region-1-site-2",
      "region-1-site-3",
      "region-2-site-1",
      "region-2-site-2",
      "region-3-site-1",
      "region-3-site-2",
    ]);
    const kind = (rate: number) =>
      links!.filter((link) => link.rate === rate && link.from < link.to).map(({ from, to }) => `${from}-${to}`);
    expect(kind(1e9)).toEqual(["0-1", "0-2", "1-2", "3-4", "5-6"]);
    expect(kind(1e6)).toEqual(["0-3", "0-5", "3-5"]);
    expect(latency[1 * 7 + 6]).toBe(42_000_000);
  });

  test("whatever is asked for, all sites reach each other, or a line says why not", () => {
    const count = fc.integer({ min: 1, max: 40 });
    const shape = fc.oneof(
      fc.constantFrom("star", "ring", "line", "grid", "full-mesh"),
      fc.integer({ min: 1, max: 9 }).map((degree) => `{ random-regular: ${degree} }`),
      fc.integer({ min: 0, max: 100 }).map((share) => `{ erdos-renyi: ${share} % }`),
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 100 }))
        .map(([k, p]) => `{ watts-strogatz: { neighbours: ${k}, rewired: ${p} % } }`),
      fc.integer({ min: 1, max: 9 }).map((links) => `{ barabasi-albert: ${links} }`),
      fc.integer({ min: 1, max: 9 }).map((regions) => `{ regions: { count: ${regions}, latency: 9 ms } }`),
    );
    fc.assert(
      fc.property(shape, count, (generate, sites) => {
        const text = scenario(generate, sites, ", latency: 1 ms");
        let latency: readonly number[];
        try {
          latency = parse(text).network.latency;
        } catch {
          expect(refusal(text)).toMatch(/^scenarios\/x\.yaml:4:\d+: network\.sites\.generate/);
          return;
        }
        expect(latency).toHaveLength(sites * sites);
        expect(latency.every((nanoseconds) => Number.isInteger(nanoseconds) && nanoseconds > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("mistakes", () => {
  const refused = (generate: string, count: number, more = ", latency: 1 ms") =>
    refusal(scenario(generate, count, more)).replace(/^scenarios\/x\.yaml:4:\d+: network\.sites\./, "");

  test.each([
    ["tree", 5, 'generate: expected star, ring, line, grid or full-mesh, found "tree"'],
    [
      "{ tree: 5 }",
      5,
      "generate: expected a mapping with the key random-regular, erdos-renyi, watts-strogatz, barabasi-albert or regions, found none of them",
    ],
    ["{ random-reglar: 3 }", 5, 'generate: unknown key "random-reglar"; did you mean "random-regular"?'],
    [
      "{ random-regular: 3 }",
      5,
      "generate.random-regular: 5 sites with 3 links each have an odd number of ends, and each link has two",
    ],
    ["{ random-regular: 5 }", 5, "generate.random-regular: a site can have 4 links to others of 5 sites, found 5"],
    [
      "{ random-regular: 1 }",
      4,
      "generate.random-regular: with 1 link each 4 sites cannot be connected; expected at least 2",
    ],
    ["{ barabasi-albert: 5 }", 5, "generate.barabasi-albert: a site can have 4 links to others of 5 sites, found 5"],
    [
      "{ watts-strogatz: { neighbours: 3, rewired: 1 % } }",
      9,
      "generate.watts-strogatz.neighbours: expected an even number, half of them on either side, found 3",
    ],
    [
      "{ watts-strogatz: { neighbours: 4, rewired: 1 % } }",
      4,
      "generate.watts-strogatz.neighbours: a site has 3 others of 4 sites, found 4",
    ],
    [
      "{ erdos-renyi: 1 % }",
      30,
      'generate: of 100 graphs drawn none was connected; with more links it is likelier, and another "seed" draws others',
    ],
    ["{ regions: { count: 6, latency: 1 ms } }", 5, "generate.regions.count: expected at most the 5 sites, found 6"],
    [
      "{ regions: { count: 2, latency: { from: 2 ms, to: 1 ms } } }",
      5,
      'generate.regions.latency: expected "from" to be at most "to"',
    ],
    ["full-mesh", 101, "generate: expected at most 5000 links, found 5050"],
    ["ring", 1001, "count: expected a whole number from 1 to 1000, found 1001"],
  ])("%s of %i", (generate, count, message) => {
    expect(refused(generate, count)).toBe(message);
  });

  test.each([
    [", latency: { from: 3 ms, to: 2 ms }", 'latency: expected "from" to be at most "to"'],
    [
      ", latency: 1 ms, seed: 3",
      "seed: nothing is drawn here: this shape and constant latencies are the same for any seed",
    ],
    [", latency: [1 ms]", 'latency: expected a duration with its unit such as "60 s", found a list'],
    [", latency: 1 ms, rate: 0 bit/s", "rate: expected a rate of at least 1 bit/s"],
  ])("%s", (more, message) => {
    expect(refused("ring", 5, more)).toBe(message);
  });

  test("links that take no time", () => {
    const text = scenario("ring", 5, ", latency: 0");
    expect(refusal(text)).toBe("scenarios/x.yaml:4:56: network.sites.latency: expected a duration longer than 0 s");
  });
});
