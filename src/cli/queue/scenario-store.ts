import type { Redis } from "ioredis";
import type { Scenario } from "../../scenario/scenario.ts";
import { keepSeconds, prefix } from "./run-queue.ts";
import { readScenario, type ScenarioBody, writeScenario } from "./scenario-body.ts";

/** Scenarios on the server of the queue, each once for all runs of it; gone some days after the last run of it was asked for. */
export class ScenarioStore {
  readonly #redis: Redis;
  readonly #written = new WeakMap<Scenario, ScenarioBody>();
  /** By hash, the last used at the end. */
  readonly #read = new Map<string, Scenario>();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  hashOf(scenario: Scenario): string {
    return this.#bodyOf(scenario).hash;
  }

  /** Stores it, or lets it live longer. */
  async put(scenario: Scenario): Promise<void> {
    const { hash, bytes } = this.#bodyOf(scenario);
    const lives = await this.#redis.expire(keyOf(hash), keepSeconds);
    if (lives === 0) await this.#redis.set(keyOf(hash), bytes, "EX", keepSeconds);
  }

  /** Null: it is not there, or not any more. Throws when it is not what its hash names. */
  async get(hash: string): Promise<Scenario | null> {
    const known = this.#read.get(hash) ?? (await this.#fetch(hash));
    if (known === null) return null;
    this.#read.delete(hash);
    this.#read.set(hash, known);
    for (const oldest of this.#read.keys()) {
      if (this.#read.size <= maxRead) break;
      this.#read.delete(oldest);
    }
    return known;
  }

  async #fetch(hash: string): Promise<Scenario | null> {
    const bytes = await this.#redis.getBuffer(keyOf(hash));
    return bytes === null ? null : readScenario({ hash, bytes });
  }

  #bodyOf(scenario: Scenario): ScenarioBody {
    const known = this.#written.get(scenario);
    if (known !== undefined) return known;
    const body = writeScenario(scenario);
    this.#written.set(scenario, body);
    return body;
  }
}

/** The seeds of a scenario come one after the other, so that few scenarios are in use at once. */
const maxRead = 8;

function keyOf(hash: string): string {
  return `${prefix}:scenario:${hash}`;
}
