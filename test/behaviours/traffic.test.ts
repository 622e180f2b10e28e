import { expect, test } from "vitest";
import { figures, small } from "./support.ts";

test.each(small)(
  "E3: with the ratchet an info crosses a stream once, without it often (%i nodes, seed %i)",
  (...run) => {
    const [ratchet, replace, old] = ["ratchet", "replace", "version 2.0"].map((setting) =>
      figures(3, setting, run, "mean", "most", "ratio"),
    );
    expect(ratchet).toMatchObject({ mean: 1, most: 1 });
    expect(replace!.mean).toBeGreaterThan(1.5);
    expect(replace!.ratio).toBeGreaterThan(2 * ratchet!.ratio);
    expect(old!.mean).toBeGreaterThan(replace!.mean);
    expect(old!.ratio).toBeGreaterThan(10 * ratchet!.ratio);
  },
);

test("E4: full stamps add nearly one power of N to the bytes of a node, differences none", () => {
  const exponent = (setting: string) => {
    const [less, more] = [27, 64].map((nodes) => figures(4, setting, [nodes, 1], "bytes").bytes);
    return Math.log(more! / less!) / Math.log(64 / 27);
  };
  const [full, delta] = [exponent("full, tree"), exponent("delta, tree")];
  expect(full).toBeGreaterThan(1.5);
  expect(delta).toBeLessThan(1.1);
  expect(full - delta).toBeGreaterThan(0.6);
  expect(full - delta).toBeLessThan(1.1);
});

test.each([1, 2, 3])("E5: without the clients keys an idle cluster sends less than half (seed %i)", (seed) => {
  const [on, off] = ["on, tree", "off, tree"].map((setting) => figures(5, setting, [27, seed], "bytes", "messages"));
  expect(off!.bytes / on!.bytes).toBeLessThan(0.5);
  expect(off!.messages / on!.messages).toBeLessThan(0.5);
});

test.each(small)("E14: stamps of nodes that are gone stay as long as a key of theirs (%i nodes, seed %i)", (...run) => {
  const { stamps, live } = figures(14, "keys for ever", run, "stamps", "live");
  expect(stamps).toBe(run[0]);
  expect(live).toBe((run[0] * 2) / 3);
  expect(figures(14, "keys with a ttl", run, "stamps").stamps).toBe(live);
});
