import { describe, expect, test } from "vitest";
import { type RoutedLink, Routes } from "../../src/network/routes.ts";
import { parse } from "../scenario/support.ts";

const both = (from: number, to: number, latency: number): RoutedLink[] => [
  { from, to, latency },
  { from: to, to: from, latency },
];

describe("routes", () => {
  test("lead along the shortest path, link by link", () => {
    // 0 – 1 – 2 takes 3, the link 0 – 2 takes 5.
    const links = [...both(0, 2, 5), ...both(0, 1, 1), ...both(1, 2, 2)];
    const routes = new Routes({ siteCount: 3, latency: [9, 1, 3, 1, 9, 2, 3, 2, 9], links });
    expect(routes.links(0, 2)).toEqual([2, 4]);
    expect(routes.links(2, 0)).toEqual([5, 3]);
    expect(routes.links(0, 1)).toEqual([2]);
    expect(routes.links(1, 1)).toEqual([]);
  });

  test("of two shortest paths it is the one whose link stands first", () => {
    const diamond = (first: number, second: number) => [
      ...both(0, first, 1),
      ...both(0, second, 1),
      ...both(first, 3, 1),
      ...both(second, 3, 1),
    ];
    const latency = [9, 1, 1, 2, 1, 9, 2, 1, 1, 2, 9, 1, 2, 1, 1, 9];
    expect(new Routes({ siteCount: 4, latency, links: diamond(1, 2) }).links(0, 3)).toEqual([0, 4]);
    const links = diamond(2, 1);
    const way = new Routes({ siteCount: 4, latency, links }).links(0, 3).map((link) => links[link]!.to);
    expect(way).toEqual([2, 3]);
  });

  test("a latency that no links add up to is a defect", () => {
    expect(() => new Routes({ siteCount: 2, latency: [9, 1, 2, 9], links: both(0, 1, 1) })).toThrow(
      "every pair of sites",
    );
  });

  test.each([
    "{ generate: grid, count: 30, latency: 5 ms }",
    "{ generate: { barabasi-albert: 2 }, count: 40, latency: { from: 1 ms, to: 40 ms } }",
    "{ generate: { erdos-renyi: 20 % }, count: 40, latency: { from: 1 ms, to: 2 ms }, within: 0 }",
    "{ generate: { regions: { count: 4, latency: 40 ms } }, count: 14, latency: 1 ms }",
  ])("of every pair add up to its latency: %s", (sites) => {
    const { network } = parse(`name: x\nduration: 1 s\ncluster: { nodes: 1 }\nnetwork: { sites: ${sites} }\n`);
    const siteCount = network.sites.length;
    const links = network.links!;
    const routes = new Routes({ siteCount, latency: network.latency, links });
    for (let from = 0; from < siteCount; from++) {
      for (let to = 0; to < siteCount; to++) {
        const way = routes.links(from, to).map((link) => links[link]!);
        if (from === to) continue;
        expect(way.at(0)?.from).toBe(from);
        expect(way.at(-1)?.to).toBe(to);
        for (const [index, link] of way.slice(1).entries()) expect(link.from).toBe(way[index]!.to);
        expect(way.reduce((sum, { latency }) => sum + latency, 0)).toBe(network.latency[from * siteCount + to]);
      }
    }
  });
});
