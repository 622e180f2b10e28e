import { expect, test } from "vitest";
import { createInlineSimulator } from "../../../src/cli/inline-simulator.ts";
import { timesOf } from "../../../src/cli/sweep/estimate.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { tiny } from "../support.ts";

const trial = (nodes: number, milliseconds: number, isMeasured: boolean) => ({ nodes, milliseconds, isMeasured });

test("a cluster whose first moments are all that is known takes what the growth of the others lets expect", () => {
  const trials = [trial(10, 2, true), trial(20, 8, true), trial(80, 5, false), trial(40, 1000, false)];
  // From 10 to 20 nodes four times as much: by the square of the nodes.
  expect(timesOf(trials).map(Math.round)).toEqual([2, 8, 128, 1000]);
});

test("the growth is believed within bounds, and a usual one assumed where there is but one size", () => {
  expect(timesOf([trial(10, 1, true), trial(20, 100, true), trial(40, 1, false)])[2]).toBeCloseTo(800);
  expect(timesOf([trial(10, 8, true), trial(20, 4, true), trial(40, 1, false)])[2]).toBeCloseTo(8);
  expect(timesOf([trial(10, 1, true), trial(40, 1, false)])[1]).toBeCloseTo(32);
});

test("where no trial came to an end, what each of them says holds", () => {
  expect(timesOf([trial(10, 7, false), trial(100, 900, false)])).toEqual([7, 900]);
});

test("a short run is measured; of one that takes for ever it is told how long, in about the time given", async () => {
  const { estimate } = createInlineSimulator();
  const job = (text: string) => {
    const scenario = parseScenario({ file: "x.yaml", text, read: (path) => expect.fail(path) });
    return { scenario, seed: 1, wire: "counted" } as const;
  };
  expect(await estimate(job(tiny), 2000)).toMatchObject({ isMeasured: true });
  const endless = tiny.replace("duration: 3 s", "duration: 1000 h\nmeasure: { bin: 1 min }").replace(/^stop.*\n/m, "");
  const startedAt = performance.now();
  const { milliseconds, isMeasured } = await estimate(job(endless), 100);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(isMeasured).toBe(false);
  expect(milliseconds).toBeGreaterThan(60_000);
});
