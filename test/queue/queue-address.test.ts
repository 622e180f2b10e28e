import { describe, expect, test } from "vitest";
import { parseQueueAddress, readQueueAddress } from "../../src/cli/queue/queue-address.ts";
import { gossipsim } from "../cli/support.ts";

describe("the address of a queue", () => {
  const plain = { host: "host", port: 6379, username: null, password: null, database: 0, tls: false };

  test.each([
    ["redis://host", { ...plain, shown: "redis://host:6379" }],
    ["redis://host/", { ...plain, shown: "redis://host:6379" }],
    [
      "redis://10.0.0.7:7000/3",
      { ...plain, host: "10.0.0.7", port: 7000, database: 3, shown: "redis://10.0.0.7:7000/3" },
    ],
    ["rediss://[::1]:7000", { ...plain, host: "::1", port: 7000, tls: true, shown: "rediss://[::1]:7000" }],
    ["redis://:a%40b@host", { ...plain, password: "a@b", shown: "redis://:***@host:6379" }],
    ["redis://me:secret@host", { ...plain, username: "me", password: "secret", shown: "redis://me:***@host:6379" }],
    ["redis://me@host", { ...plain, username: "me", shown: "redis://me@host:6379" }],
  ])("%s", (text, address) => {
    expect(parseQueueAddress(text, "--queue")).toEqual(address);
  });

  test.each([
    ["", '""'],
    ["host:6379", '"host:6379"'],
    ["http://host", '"http://host"'],
    ["redis://", '"redis://"'],
    ["redis://host:0", '"redis://host:0"'],
    ["redis://host:65536", '"redis://host:65536"'],
    ["redis://host/queue", '"redis://host/queue"'],
    ["redis://me:secret@", '"redis://***@"'],
    ["redis://me:sec/ret@host", '"redis://***@host"'],
    ["redis://me:sec@ret@host", '"redis://***@host"'],
    ["redis://me:%zz@host", '"redis://***@host"'],
    ["me:secret@host", '"***@host"'],
    ["redis://:line\nsecret@host", '"redis://***@host"'],
  ])("is not %j", (text, found) => {
    const message = /^--queue: expected redis:\/\/host:6379 \(.*\), found (.*)$/;
    expect(() => parseQueueAddress(text, "--queue")).toThrow(message);
    try {
      parseQueueAddress(text, "--queue");
    } catch (error) {
      expect(message.exec((error as Error).message)![1]).toBe(found);
    }
  });

  test("may stand in the environment, which the option precedes", () => {
    const env = { GOSSIPSIM_QUEUE: "redis://there" };
    expect(readQueueAddress(undefined, env)?.host).toBe("there");
    expect(readQueueAddress("redis://here", env)?.host).toBe("here");
    expect(readQueueAddress(undefined, {})).toBeNull();
    expect(() => readQueueAddress(undefined, { GOSSIPSIM_QUEUE: "there" })).toThrow(
      /^GOSSIPSIM_QUEUE: expected redis:/,
    );
  });
});

describe("gossipsim worker", () => {
  test.each([
    [["worker"], "worker: expected --queue redis://host:6379, or the same in GOSSIPSIM_QUEUE"],
    [
      ["worker", "--queue", "redis://h", "--jobs", "0"],
      '--jobs: expected how many runs at a time (1 to 1024), found "0"',
    ],
    [["worker", "--queue", "redis://h", "--idle", "5"], '--idle: expected a duration from 1s to 24d, found "5"'],
    [["worker", "--queue", "redis://h", "--idle", "1ms"], '--idle: expected a duration from 1s to 24d, found "1ms"'],
    [["worker", "study.yaml"], 'worker: unexpected argument "study.yaml"'],
    [["worker", "--queue", "redis://127.0.0.1:1"], "cannot reach the queue at redis://127.0.0.1:1: connection refused"],
  ])("%j", async (args, message) => {
    expect(await gossipsim(".", args)).toEqual({ code: 2, out: "", err: `gossipsim: ${message}\n` });
  });
});
