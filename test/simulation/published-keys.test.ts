import { describe, expect, it, test } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";
import { fitsAny, publishedKeys } from "../../src/scenario/published-keys.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { run } from "../../src/simulation/run.ts";
import { smallWorld } from "../measure/support.ts";
import { record } from "./support.ts";

const world = smallWorld();
const off = Number.POSITIVE_INFINITY;
const worlds: Record<string, Scenario> = {
  everything: world,
  "of an older version": { ...world, workload: [{ use: "cockroach-1.0", storesPerNode: 2, storeSize: 100 }] },
  "no descriptors": { ...world, cluster: { ...world.cluster, descriptors: false } },
  "no clients' keys": { ...world, protocol: { ...world.protocol, clientsInterval: off } },
  "no stores": { ...world, workload: [{ use: "cockroach-2.1", storesPerNode: 0, storeSize: 0 }] },
  "no workload": { ...world, workload: [] },
  "a recording": {
    ...world,
    workload: [
      {
        replay: [
          { at: 1, node: 1, key: "a", size: 8, ttl: off },
          { at: 2, node: 2, key: "a", size: 8, ttl: off },
          { at: 3, node: 2, key: "b:{node}", size: 8, ttl: off },
        ],
        leftOut: 0,
      },
    ],
  },
};

describe("the keys that a scenario can publish are those that a run of it does", () => {
  it.each(Object.entries(worlds))("%s", (_, scenario) => {
    const published = new Set<string>();
    run(scenario, { seed: 1, probes: [{ stored: (_time, _node, { key }) => void published.add(key) }] });
    const forms = publishedKeys(scenario);
    expect([...published].filter((key) => !fitsAny(key, forms))).toEqual([]);
    const expected = forms.flatMap(({ form, nodes }) =>
      form.includes("{node}") ? [...nodes].map((node) => form.replace("{node}", String(node))) : [form],
    );
    expect([...published].sort()).toEqual(expected.sort());
  });
});

test("names of sites and groups in keys", () => {
  const text = `name: placed
duration: 2 s
cluster: { groups: [{ name: eu, nodes: 2, site: a }, { name: us, nodes: 1, site: b }] }
network: { sites: { names: [a, b], latency: 5 ms, within: 1 ms } }
workload: [{ key: "{group}/{site}/{node}/{of}", from: all, of: [1, 3], every: 1 s, size: 8 B }]
expect: { dissemination.t99: { max: 1 s, keys: "us/b/3/*" } }
`;
  const { infos } = record(parseScenario({ file: "x.yaml", text, read: () => "" }));
  const keys = new Set(infos.map(({ info }) => info.key).filter((key) => key.includes("/")));
  expect([...keys].sort()).toEqual(["eu/a/1/1", "eu/a/1/3", "eu/a/2/1", "eu/a/2/3", "us/b/3/1", "us/b/3/3"]);
  const wrong = text.replace("us/b/3/*", "us/a/*");
  expect(() => parseScenario({ file: "x.yaml", text: wrong, read: () => "" })).toThrow(
    'x.yaml:6:48: expect.dissemination.t99.keys: no key of this scenario fits "us/a/*"',
  );
});
