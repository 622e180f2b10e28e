import { expect, test } from "vitest";
import { Breakers } from "../../src/gossip/breaker.ts";

const millisecond = 1_000_000;

/** How long the breaker stays open after a failure. */
function openFor(breakers: Breakers, now: number, uniform: number): number {
  breakers.failed("a", now, uniform);
  let wait = 0;
  while (!breakers.isReady("a", now + wait)) wait += millisecond / 2;
  return wait / millisecond;
}

test("L1: trips after one failure for 0.5 s, then 0.75 s, then 1 s", () => {
  const breakers = new Breakers();
  expect(breakers.isReady("a", 0)).toBe(true);
  expect([0, 1, 2, 3].map((i) => openFor(breakers, i * 2e9, 0.5))).toEqual([500, 750, 1000, 1000]);
});

test("L1: each wait is drawn from half to one and a half of that", () => {
  expect(openFor(new Breakers(), 0, 0)).toBe(250);
  expect(openFor(new Breakers(), 0, 0.999)).toBe(749.5);
});

test("L1: a success closes it and starts the back-off afresh", () => {
  const breakers = new Breakers();
  openFor(breakers, 0, 0.5);
  openFor(breakers, 1e9, 0.5);
  breakers.succeeded("a");
  expect(breakers.isReady("a", 1e9)).toBe(true);
  expect(openFor(breakers, 2e9, 0.5)).toBe(500);
});

test("L1: each address has one of its own", () => {
  const breakers = new Breakers();
  openFor(breakers, 0, 0.5);
  breakers.failed("a", 1e9, 0.5);
  expect([breakers.isReady("a", 1e9), breakers.isReady("b", 1e9)]).toEqual([false, true]);
  breakers.succeeded("b");
  expect(breakers.isReady("a", 1e9)).toBe(false);
});
