import { describe, expect, test } from "vitest";
import { Bootstrap } from "../../src/gossip/bootstrap.ts";
import { FakeEnvironment, second } from "./support.ts";

function makeBootstrap(addresses: readonly string[] = ["a", "b", "c"]) {
  const environment = new FakeEnvironment();
  const state = { needed: true, started: [] as string[], checks: 0 };
  const bootstrap = new Bootstrap({
    environment,
    interval: second,
    node: {
      needsConnection: () => state.needed,
      startClient: (address) => state.started.push(address),
      checkStatus: () => state.checks++,
    },
  });
  bootstrap.setResolvers(addresses);
  return { bootstrap, environment, state };
}

describe("addresses", () => {
  test("D.2 23, T2: come in their order, each until its attempt has ended", () => {
    const { bootstrap } = makeBootstrap();
    expect([1, 2, 3, 4].map(() => bootstrap.nextAddress())).toEqual(["a", "b", "c", null]);
    bootstrap.ended("b");
    expect([bootstrap.nextAddress(), bootstrap.nextAddress()]).toEqual(["b", null]);
  });

  test("T2: go round", () => {
    const { bootstrap } = makeBootstrap();
    const next = () => {
      const address = bootstrap.nextAddress()!;
      bootstrap.ended(address);
      return address;
    };
    expect([1, 2, 3, 4, 5].map(next)).toEqual(["a", "b", "c", "a", "b"]);
  });

  test("T2: learned ones join at the end, once", () => {
    const { bootstrap } = makeBootstrap(["a"]);
    expect(bootstrap.nextAddress()).toBe("a");
    for (const address of ["b", "a", "c", "b"]) bootstrap.addResolver(address);
    expect([1, 2, 3].map(() => bootstrap.nextAddress())).toEqual(["b", "c", null]);
  });

  test("T2: without any there is none", () => {
    const { bootstrap } = makeBootstrap([]);
    expect([bootstrap.hasResolvers, bootstrap.nextAddress()]).toEqual([false, null]);
  });
});

describe("the loop", () => {
  test("T1: dials at once, pauses, and then waits for a signal", () => {
    const { bootstrap, environment, state } = makeBootstrap();
    bootstrap.start();
    expect(state.started).toEqual(["a"]);
    environment.advance(10 * second);
    expect(state.started).toEqual(["a"]);
    bootstrap.signalStalled();
    environment.settle();
    expect(state.started).toEqual(["a", "b"]);
  });

  test("T1: a signal during the pause is kept until it is over; two are one", () => {
    const { bootstrap, environment, state } = makeBootstrap();
    bootstrap.start();
    bootstrap.signalStalled();
    bootstrap.signalStalled();
    environment.advance(second - 1);
    expect(state.started).toEqual(["a"]);
    environment.advance(1);
    expect(state.started).toEqual(["a", "b"]);
    environment.advance(10 * second);
    expect(state.started).toEqual(["a", "b"]);
  });

  test("T1: a signal before the start is kept until the first pause is over", () => {
    const { bootstrap, environment, state } = makeBootstrap();
    bootstrap.signalStalled();
    bootstrap.start();
    environment.advance(second - 1);
    expect(state.started).toEqual(["a"]);
    environment.advance(1);
    expect(state.started).toEqual(["a", "b"]);
  });

  test("T1: a second dial comes a pause after the first, however often it is signalled", () => {
    const { bootstrap, environment, state } = makeBootstrap();
    bootstrap.start();
    environment.advance(5 * second);
    bootstrap.signalStalled();
    environment.settle();
    bootstrap.signalStalled();
    environment.advance(second - 1);
    expect(state.started).toEqual(["a", "b"]);
    environment.advance(1);
    expect(state.started).toEqual(["a", "b", "c"]);
  });

  test("T1: dials nobody when no connection is needed, and pauses all the same", () => {
    const { bootstrap, environment, state } = makeBootstrap();
    state.needed = false;
    bootstrap.start();
    bootstrap.signalStalled();
    state.needed = true;
    environment.settle();
    expect(state.started).toEqual([]);
    environment.advance(second);
    expect(state.started).toEqual(["a"]);
  });

  test("T1, Q4: checks the status when it has no address left", () => {
    const { bootstrap, environment, state } = makeBootstrap(["a"]);
    bootstrap.start();
    bootstrap.signalStalled();
    environment.advance(second);
    expect([state.started, state.checks]).toEqual([["a"], 1]);
  });
});
