import { describe, expect, it } from "vitest";
import { fitsAny, publishedKeys } from "../../src/scenario/published-keys.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { run } from "../../src/simulation/run.ts";
import { smallWorld } from "../measure/support.ts";

const world = smallWorld();
const off = Number.POSITIVE_INFINITY;
const worlds: Record<string, Scenario> = {
  everything: world,
  "of an older version": { ...world, workload: [{ use: "cockroach-1.0", storesPerNode: 2, storeSize: 100 }] },
  "no descriptors": { ...world, cluster: { ...world.cluster, descriptors: false } },
  "no clients' keys": { ...world, protocol: { ...world.protocol, clientsInterval: off } },
  "no stores": { ...world, workload: [{ use: "cockroach-2.1", storesPerNode: 0, storeSize: 0 }] },
  "no workload": { ...world, workload: [] },
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
