import { describe, expect, test } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";
import { base, parse, refusal } from "./support.ts";

describe("extends", () => {
  const files = { "scenarios/base.yaml": base };

  test("mappings merge deep, lists and scalars replace", () => {
    const scenario = parse(
      [
        "extends: base.yaml",
        "name: over",
        "cluster: { join: ring, groups: [{ name: one, nodes: 1, site: dallas }] }",
        "network: { sites: { within: 2 ms } }",
      ].join("\n"),
      { files },
    );
    expect(scenario.name).toBe("over");
    expect(scenario.duration).toBe(60_000_000_000);
    expect(scenario.cluster).toMatchObject({
      nodes: [{ group: "one", site: 1, cluster: 0, startDelay: 0 }],
      join: { kind: "ring" },
    });
    expect(scenario.network.latency).toEqual([2_000_000, 60_000_000, 60_000_000, 2_000_000]);
  });

  test("a key with nothing after it takes away what is below", () => {
    const scenario = parse(
      "extends: base.yaml\ncluster: { groups: , nodes: 2 }\nnetwork:\n  sites:\n    within: null\n",
      { files },
    );
    expect(scenario.cluster.nodes).toEqual([
      { group: "", site: 0, cluster: 0, startDelay: 0 },
      { group: "", site: 1, cluster: 0, startDelay: 0 },
    ]);
    expect(scenario.network.latency).toEqual([60_000_000, 60_000_000, 60_000_000, 60_000_000]);
  });

  test("nothing below, nothing to take away", () => {
    expect(refusal("extends: base.yaml\nstop:\n", { files })).toBe(
      'scenarios/x.yaml:2:6: stop: expected a mapping with keys such as "when", found nothing',
    );
  });

  test("what excludes each other says how to be rid of the other", () => {
    expect(refusal("extends: base.yaml\ncluster: { nodes: 2 }\n", { files })).toBe(
      'scenarios/base.yaml:5:5: cluster.groups: expected either "nodes" or "groups", found both; "groups" comes from scenarios/base.yaml:4, "groups: null" takes it away',
    );
    expect(refusal("extends: base.yaml\nnetwork: { sites: { rtt: m.csv } }\n", { files })).toBe(
      'scenarios/base.yaml:9:12: network.sites: unknown key "names"; known: rtt; "names" comes from scenarios/base.yaml:9, "names: null" takes it away (and 2 more)',
    );
  });

  test("a mistake is named in the file in which it stands", () => {
    const bad = { "scenarios/base.yaml": base.replace("60 s", "60") };
    expect(refusal("extends: base.yaml\n", { files: bad })).toBe(
      'scenarios/base.yaml:2:11: duration: expected a duration with its unit such as "60 s", found 60',
    );
    expect(refusal("extends: base.yaml\nduration: 61\n", { files: bad })).toBe(
      'scenarios/x.yaml:2:11: duration: expected a duration with its unit such as "60 s", found 61',
    );
    expect(refusal("extends: base.yaml\n", { files: { "scenarios/base.yaml": "a: [" } })).toBe(
      "scenarios/base.yaml:1:5: not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
    );
  });

  test("files are found from the file that names them", () => {
    const deep = {
      "scenarios/common/wan.yaml":
        "extends: ../base.yaml\nnetwork: { sites: { names: , latency: , within: , rtt: m.csv } }\ncluster: { groups: , nodes: 1 }",
      "scenarios/common/m.csv": "from\\to,a\na,1\n",
      ...files,
    };
    expect(parse("extends: common/wan.yaml\n", { files: deep }).network.latency).toEqual([500_000]);
  });

  test.each([
    ["extends: none.yaml", "scenarios/x.yaml:1:10: cannot read scenarios/none.yaml: no such file"],
    ["extends: 7", "scenarios/x.yaml:1:10: extends: expected the path of a scenario file"],
    ["extends: [a]", "scenarios/x.yaml:1:10: extends: expected the path of a scenario file"],
    ["extends: ./x.yaml", "scenarios/x.yaml:1:10: extends: scenarios/x.yaml extends scenarios/x.yaml, in a circle"],
    [
      "extends: a.yaml",
      "scenarios/b.yaml:1:10: extends: scenarios/x.yaml extends scenarios/a.yaml extends scenarios/b.yaml extends scenarios/a.yaml, in a circle",
    ],
  ])("%s", (text, message) => {
    const circle = { "scenarios/a.yaml": "extends: b.yaml", "scenarios/b.yaml": "extends: ../scenarios/a.yaml" };
    expect(refusal(text, { files: circle })).toBe(message);
  });

  test("a reader's message is kept on one line", () => {
    const read = () => {
      throw new Error("no\nsuch file");
    };
    expect(() => parseScenario({ file: "x.yaml", text: "extends: y.yaml", read })).toThrow(
      new ScenarioError({ file: "x.yaml", line: 1, column: 10 }, "cannot read y.yaml: no such file"),
    );
  });
});

describe("--set", () => {
  const text = `${base}protocol: { maxHops: 6 }\nworkload: [{ key: k, from: 1, size: 1 B }]\n`;

  test("comes last, in order, its value being YAML", () => {
    const overrides = [
      "protocol.maxHops=4",
      "protocol.maxHops=7",
      "workload.0.from=[2, us]",
      "workload.0.ttl=5 s",
      "network.jitter={ kind: lognormal, sigma: 0.5 }",
      "cluster.join.random=2",
      "description=a = b",
    ];
    expect(parse(text, { overrides })).toMatchObject({
      description: "a = b",
      cluster: { join: { kind: "random", count: 2 } },
      network: { jitter: { kind: "lognormal", sigma: 0.5 } },
      protocol: { maxHops: 7 },
      workload: [{ from: [2, 4, 5, 6], infos: [{ ttl: 5_000_000_000 }] }],
    });
  });

  test("nothing after the sign takes a key away", () => {
    expect(parse(text, { overrides: ["protocol.maxHops="] }).protocol.maxHops).toBe(5);
    expect(parse(text, { overrides: ["cluster.groups=", "cluster.nodes=2"] }).cluster.nodes).toHaveLength(2);
  });

  test("names a file from where it is typed", () => {
    const given = {
      files: { "m.csv": "from\\to,frankfurt,dallas\nfrankfurt,2,4\ndallas,6,8\n" },
      overrides: ["network.sites.names=", "network.sites.latency=", "network.sites.within=", "network.sites.rtt=m.csv"],
    };
    expect(parse(text, given).network.latency).toEqual([1_000_000, 2_000_000, 3_000_000, 4_000_000]);
  });

  test.each([
    ["protocol.maxHop=4", '--set protocol.maxHop=4: unknown key "maxHop"; did you mean "maxHops"?'],
    ["protocol.maxHops=x", '--set protocol.maxHops=x: expected a whole number from 1 to 100, found "x"'],
    [
      "cluster={ start: { within: 5 } }",
      '--set cluster={ start: { within: 5 } }: cluster.start.within: expected a duration with its unit such as "60 s", found 5',
    ],
    ["wrkload.0=4", '--set wrkload.0=4: unknown key "wrkload"; did you mean "workload"?'],
    ["workload.1.from=4", '--set workload.1.from=4: workload is a list without an item "1"; its items are 0 to 0'],
    ["workload.first=4", '--set workload.first=4: workload is a list without an item "first"; its items are 0 to 0'],
    ["faults.0.at=4 s", "--set faults.0.at=4 s: expected a list of faults, found a mapping"],
    ["workload.0.from=70", "--set workload.0.from=70: there is no node 70; ids are 1 to 9"],
    ["seed", '--set seed: expected an assignment such as "protocol.maxHops=4"'],
    ["=4", '--set =4: expected an assignment such as "protocol.maxHops=4"'],
    ["a..b=4", '--set a..b=4: expected an assignment such as "protocol.maxHops=4"'],
    ["seed=[", "--set seed=[: not valid YAML: flow sequence must end with a ]"],
    ["stop=", '--set stop=: expected a mapping with keys such as "when", found nothing'],
    ["extends=y.yaml", "--set extends=y.yaml: a file can extend another, an assignment cannot"],
    [`${"a.".repeat(30)}a=1`, `--set ${"a.".repeat(30)}a=1: expected a path of at most 20 steps`],
  ])("%s", (assignment, message) => {
    expect(refusal(text, { overrides: [assignment] })).toBe(message);
  });

  test("the place is the assignment as a whole", () => {
    try {
      parse(text, { overrides: ["seed=x"] });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ name: "ScenarioError", file: "--set seed=x", line: 0, column: 0 });
    }
  });
});
