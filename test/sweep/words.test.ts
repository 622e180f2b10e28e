import { expect, it } from "vitest";
import { pointInWords } from "../../src/sweep/words.ts";
import { names, numbers } from "./support.ts";

const nodes = numbers("cluster.nodes", [27]);
const stamps = names("stamps", ["full", "delta"]);
const delay = numbers("delay", [0, 5]);

it("calls a point by the axes on which it differs from others", () => {
  expect(pointInWords({ axes: [nodes, stamps, delay] }, [0, 1, 0])).toBe("stamps delta · delay 0");
  expect(pointInWords({ axes: [nodes, stamps, delay] }, [0, 1, 1], 2)).toBe("stamps delta");
  expect(pointInWords({ axes: [nodes, stamps] }, [0, 1], 1)).toBe("");
});

it("calls the only point by all", () => {
  expect(pointInWords({ axes: [nodes, names("stamps", ["full"])] }, [0, 0])).toBe("cluster.nodes 27 · stamps full");
});
