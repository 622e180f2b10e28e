import type { Redis } from "ioredis";
import { type Participant, participant } from "./messages.ts";
import { prefix } from "./run-queue.ts";

/** Milliseconds from one sign of life to the next. */
export const signInterval = 5000;
/** Seconds after the last sign that somebody is taken for gone. */
const patience = 20;

export type Role = "workers" | "studies";

/** Says that somebody is here. The time is the server's: the clocks of the machines may differ. */
export async function giveSign(redis: Redis, role: Role, who: Participant): Promise<void> {
  const now = await serverTime(redis);
  await redis.zadd(keyOf(role), now, JSON.stringify(who));
  await redis.zremrangebyscore(keyOf(role), "-inf", now - patience);
}

export async function takeLeave(redis: Redis, role: Role, who: Participant): Promise<void> {
  await redis.zrem(keyOf(role), JSON.stringify(who));
}

export async function present(redis: Redis, role: Role): Promise<Participant[]> {
  const now = await serverTime(redis);
  const found = await redis.zrangebyscore(keyOf(role), now - patience, "+inf", "LIMIT", 0, maxShown);
  return found.flatMap((text) => {
    const read = participant.safeParse(parsed(text));
    return read.success ? [read.data] : [];
  });
}

const maxShown = 10_000;

/** In seconds. */
async function serverTime(redis: Redis): Promise<number> {
  const [seconds] = await redis.time();
  return Number(seconds);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function keyOf(role: Role): string {
  return `${prefix}:${role}`;
}
