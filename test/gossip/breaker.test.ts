import { expect, test } from "vitest";
import { Breaker } from "../../src/gossip/breaker.ts";

const millisecond = 1_000_000;

/** How long the breaker stays open after a failure. */
function openFor(breaker: Breaker, now: number, uniform: number): number {
  breaker.failed(now, uniform);
  let wait = 0;
  while (!breaker.isReady(now + wait)) wait += millisecond / 2;
  return wait / millisecond;
}

test("L1: trips after one failure for 0.5 s, then 0.75 s, then 1 s", () => {
  const breaker = new Breaker();
  expect(breaker.isReady(0)).toBe(true);
  expect([0, 1, 2, 3].map((i) => openFor(breaker, i * 2e9, 0.5))).toEqual([500, 750, 1000, 1000]);
});

test("L1: each wait is drawn from half to one and a half of that", () => {
  expect(openFor(new Breaker(), 0, 0)).toBe(250);
  expect(openFor(new Breaker(), 0, 0.999)).toBe(749.5);
});

test("L1: a success closes it and starts the back-off afresh", () => {
  const breaker = new Breaker();
  openFor(breaker, 0, 0.5);
  openFor(breaker, 1e9, 0.5);
  breaker.succeeded();
  expect(breaker.isReady(1e9)).toBe(true);
  expect(openFor(breaker, 2e9, 0.5)).toBe(500);
});
