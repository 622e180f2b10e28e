import { describe, expect, test } from "vitest";
import { base, parse, refusal } from "./support.ts";

const second = 1_000_000_000;
const network = (links: string, rest = "") =>
  `name: x\nduration: 60 s\ncluster: { nodes: 3 }\nnetwork:\n  sites: { names: [west, east, south], latency: 20 ms }\n${rest}  links: ${links}\n`;
const limits = (links: string) => parse(network(links)).network.limits;

describe("links", () => {
  test.each([
    [
      "[{ between: [west, east], rate: 10 Mbit/s }]",
      [
        { from: 0, to: 1, rate: 1e7, loss: null },
        { from: 1, to: 0, rate: 1e7, loss: null },
      ],
    ],
    ["[{ from: east, to: west, loss: 1 % }]", [{ from: 1, to: 0, rate: null, loss: 0.01 }]],
    [
      "[{ from: east, to: east, rate: unlimited, loss: 100 % }]",
      [{ from: 1, to: 1, rate: Number.POSITIVE_INFINITY, loss: 1 }],
    ],
    ["[]", []],
  ])("%s", (text, expected) => {
    expect(limits(text)).toEqual(expected);
  });

  test("loss is 0 unless said otherwise", () => {
    expect(parse(network("[]")).network.loss).toBe(0);
    expect(parse(network("[]", "  loss: 0.1 %\n")).network.loss).toBe(0.001);
  });

  test.each([
    ["10 Mbit/s", '6:10: network.links: expected a list of links, found "10 Mbit/s"'],
    [
      "[west]",
      '6:11: network.links.0: expected a link such as { between: [west, east], rate: 10 Mbit/s }, found "west"',
    ],
    ["[{ between: [west, east] }]", '6:11: network.links.0: expected a "rate" or a "loss": what is this link like?'],
    [
      "[{ between: [west], loss: 1 % }]",
      "6:22: network.links.0.between: expected a list of two sites with at least 2, found 1",
    ],
    ["[{ between: [west, east, south], loss: 1 % }]", "6:22: network.links.0.between: expected two sites, found 3"],
    [
      "[{ between: [west, west], loss: 1 % }]",
      '6:22: network.links.0.between: expected two different sites; inside one, write "from" and "to"',
    ],
    [
      "[{ between: [west, eats], loss: 1 % }]",
      '6:29: network.links.0.between.1: no site is called "eats"; did you mean "east"?',
    ],
    ["[{ from: west, loss: 1 % }]", '6:11: network.links.0: missing key "to": expected the name of a site'],
    [
      "[{ between: [west, east], loss: 1 % }, { from: east, to: west, rate: 1 Mbit/s }]",
      "6:49: network.links.1: the link from east to west stands here twice",
    ],
    [
      "[{ between: [west, east], rate: 5 }]",
      '6:42: network.links.0.rate: expected a rate with its unit such as "1 Gbit/s", or unlimited, found 5',
    ],
    ["[{ between: [west, east], los: 1 % }]", '6:36: network.links.0: unknown key "los"; did you mean "loss"?'],
  ])("%s", (links, message) => {
    expect(refusal(network(links))).toBe(`scenarios/x.yaml:${message}`);
  });
});

describe("faults of links", () => {
  const faults = (fault: string) => `${base}faults:\n  - ${fault}\n`;
  const onlyFault = (fault: string) => parse(faults(fault)).faults[0];

  test.each([
    [
      "{ at: 30 s, for: 5 s, degrade: { between: [eu, us], latency: x3, loss: 2 %, rate: 1 Mbit/s } }",
      {
        kind: "degrade",
        at: 30 * second,
        for: 5 * second,
        reach: { kind: "between", from: [1, 2, 3], to: [4, 5, 6], oneWay: false },
        latency: 3,
        loss: 0.02,
        rate: 1e6,
      },
    ],
    [
      "{ at: 0, degrade: { from: 1, to: dallas, latency: x1.5 } }",
      {
        kind: "degrade",
        at: 0,
        for: Number.POSITIVE_INFINITY,
        reach: { kind: "between", from: [1], to: [4, 5, 6, 9], oneWay: true },
        latency: 1.5,
        loss: 0,
        rate: Number.POSITIVE_INFINITY,
      },
    ],
    [
      "{ at: 1 s, linkDown: { between: [1, [2, us]] } }",
      {
        kind: "linkDown",
        at: second,
        for: Number.POSITIVE_INFINITY,
        reach: { kind: "between", from: [1], to: [2, 4, 5, 6], oneWay: false },
      },
    ],
    [
      "{ at: 1 s, for: 1 s, linkDown: { nodes: us } }",
      { kind: "linkDown", at: second, for: second, reach: { kind: "nodes", nodes: [4, 5, 6] } },
    ],
  ])("%s", (text, expected) => {
    expect(onlyFault(text)).toMatchObject(expected);
  });

  test.each([
    [
      "{ at: 60 s, linkDown: { nodes: 1 } }",
      '11:11: faults.0.at: expected a time before the end of the run at "60 s", found "60 s"',
    ],
    [
      "{ at: 59 s, for: 2 s, linkDown: { nodes: 1 } }",
      '11:22: faults.0.for: "2 s" after "at" is past the end of the run at "60 s"; leave it out for never',
    ],
    [
      "{ at: 1 s, linkDown: us }",
      '11:26: faults.0.linkDown: expected a mapping such as { between: [eu, us] }, found "us"',
    ],
    [
      "{ at: 1 s, linkDown: { between: [eu] } }",
      "11:37: faults.0.linkDown.between: expected a list of two sides with at least 2, found 1",
    ],
    [
      "{ at: 1 s, linkDown: { between: [eu, us, both] } }",
      "11:37: faults.0.linkDown.between: expected two sides, found 3",
    ],
    [
      "{ at: 1 s, linkDown: { between: [eu, 3] } }",
      "11:42: faults.0.linkDown.between.1: node 3 stands on the other side already",
    ],
    [
      "{ at: 1 s, linkDown: { from: eu, to: uss } }",
      '11:42: faults.0.linkDown.to: no group or site is called "uss"; did you mean "us"?',
    ],
    [
      "{ at: 1 s, linkDown: { from: eu } }",
      '11:26: faults.0.linkDown: missing key "to": expected a node id, the name of a group or site, or all',
    ],
    ["{ at: 1 s, linkDown: { nodes: 1, loss: 1 % } }", '11:38: faults.0.linkDown: unknown key "loss"; known: nodes'],
    [
      "{ at: 1 s, degrade: { nodes: 1 } }",
      '11:25: faults.0.degrade: expected "latency", "loss" or "rate": what becomes worse?',
    ],
    [
      "{ at: 1 s, degrade: { nodes: 1, latency: 3 } }",
      '11:46: faults.0.degrade.latency: expected a factor such as "x10", found 3',
    ],
    [
      "{ at: 1 s, degrade: { nodes: 1, latency: x0.5 } }",
      '11:46: faults.0.degrade.latency: expected a factor from x1 to x1000, found "x0.5"',
    ],
  ])("%s", (fault, message) => {
    expect(refusal(faults(fault))).toBe(`scenarios/x.yaml:${message}`);
  });
});
