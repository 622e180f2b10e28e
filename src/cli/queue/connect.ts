import { isIP } from "node:net";
import type { Redis } from "ioredis";
import { UserError } from "../user-error.ts";
import type { QueueAddress } from "./queue-address.ts";

/** A way to the server of a queue that finds it again when it was lost. */
export interface QueueConnection {
  readonly redis: Redis;
  readonly isThere: () => boolean;
  /** Also ends the connections that were made after its model. */
  close(): void;
}

/**
 * Connects to the server of a queue. When that is lost later, it is told once, and commands wait until the server is back. Rejects with
 * `UserError` when there is no server, or none that lets us in.
 */
export async function connectQueue(address: QueueAddress, warn: (text: string) => void): Promise<QueueConnection> {
  const { Redis } = await load(() => import("ioredis"));
  const { host, port, username, password, database, tls, shown } = address;
  let state: "new" | "there" | "lost" = "new";
  let problem: unknown;
  const redis = new Redis({
    host,
    port,
    db: database,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    // A certificate of an address needs no name to be asked for.
    ...(tls ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
    lazyConnect: true,
    connectTimeout: firstAnswer,
    maxRetriesPerRequest: null,
    retryStrategy: () => (state === "new" ? null : nextAttempt),
  });
  redis.on("error", (error: unknown) => {
    problem = error;
  });
  // A worker waits for runs on a connection of its own, and may not be able to end it when the server is lost.
  const others: Redis[] = [];
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (...options) => {
    const other = duplicate(...options);
    others.push(other);
    return other;
  };
  const tooLate = setTimeout(() => redis.disconnect(), firstAnswer);
  try {
    await redis.connect();
    await redis.ping();
    // A database that is not there fails no command.
    if (problem !== undefined) throw problem;
  } catch {
    redis.disconnect();
    throw unreachable(address, problem);
  } finally {
    clearTimeout(tooLate);
  }
  state = "there";
  redis.on("reconnecting", () => {
    if (state === "there") warn(`the queue at ${shown} is lost: waiting for it to return`);
    state = "lost";
  });
  redis.on("ready", () => {
    if (state === "lost") warn(`the queue at ${shown} is back`);
    state = "there";
  });
  const timer = setInterval(() => noticeSilence(redis), silence);
  return {
    redis,
    isThere: () => redis.status === "ready",
    close() {
      clearInterval(timer);
      for (const one of [redis, ...others]) one.disconnect();
    },
  };
}

/** Milliseconds in which a server has to answer at first, and later, where it may be busy. */
const firstAnswer = 5000;
const silence = 20_000;
/** Milliseconds from one attempt to the next to find a lost server again. */
const nextAttempt = 1000;

/** A server that vanishes with its machine ends no connection. */
function noticeSilence(redis: Redis): void {
  if (redis.status !== "ready") return;
  const timer = setTimeout(() => redis.disconnect(true), silence);
  const heard = () => clearTimeout(timer);
  redis.ping().then(heard, heard);
}

/** Waits until what uses a connection can begin. Closes it and rejects with `UserError` when the server was lost before that. */
export async function untilReady(
  user: { waitUntilReady(): Promise<unknown> },
  connection: QueueConnection,
  address: QueueAddress,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, firstAnswer);
  });
  try {
    await Promise.race([user.waitUntilReady(), tooLate]);
  } catch (error) {
    connection.close();
    throw unreachable(address, error);
  } finally {
    clearTimeout(timer);
  }
}

function unreachable(address: QueueAddress, problem: unknown): UserError {
  return new UserError(`cannot reach the queue at ${address.shown}: ${reasonOf(problem, address)}`);
}

/** Loads a package that only queues need, and that may have been left out. */
export async function load<Package>(importPackage: () => Promise<Package>): Promise<Package> {
  try {
    return await importPackage();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new UserError(
      "a queue needs the packages bullmq and ioredis, which are not installed: npm install bullmq ioredis",
    );
  }
}

/** Whether the server answered, and refused; else it was not there. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}

function reasonOf(problem: unknown, { password }: QueueAddress): string {
  if (problem === undefined) return `no answer within ${firstAnswer / 1000} s`;
  const { code, message } = problem as NodeJS.ErrnoException;
  if (message.startsWith("Protocol error")) return "what answers there is no Redis or Valkey server";
  const reason = (code === undefined ? undefined : reasons[code]) ?? (message || code || "no answer");
  return password === null ? reason : reason.replaceAll(password, "***");
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the server ended the connection; does it want TLS (rediss://)?",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "no such host",
  ETIMEDOUT: `no answer within ${firstAnswer / 1000} s`,
  EHOSTUNREACH: "no way to the host",
  ENETUNREACH: "no way to the host",
};
