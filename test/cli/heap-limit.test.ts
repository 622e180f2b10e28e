import { expect, test } from "vitest";
import { heapLimit } from "../../src/cli/heap-limit.ts";

const gibibyte = 1024 ** 3;
const machine = { total: 24 * gibibyte, constrained: undefined, nodeOptions: "" };

test("threads share three quarters of the machine", () => {
  expect(heapLimit(1, machine)).toBe(18 * 1024);
  expect(heapLimit(2, machine)).toBe(9 * 1024);
});

test("of a container no more than it may have", () => {
  expect(heapLimit(1, { ...machine, constrained: 8 * gibibyte })).toBe(6 * 1024);
  expect(heapLimit(1, { ...machine, constrained: 2 ** 60 })).toBe(18 * 1024);
  expect(heapLimit(1, { ...machine, constrained: 0 })).toBe(18 * 1024);
});

test("the limit that a thread has by itself stays where that is more, or where the user has set one", () => {
  expect(heapLimit(8, machine)).toBeUndefined();
  expect(heapLimit(1, { ...machine, nodeOptions: "--max-old-space-size=64" })).toBeUndefined();
  expect(heapLimit(1, { ...machine, nodeOptions: "--enable-source-maps --max_old_space_size=64" })).toBeUndefined();
});
