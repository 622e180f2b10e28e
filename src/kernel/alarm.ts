import { Event } from "./event-queue.ts";

/** What alarms go off for. */
export interface Alarmed {
  alarm(): void;
}

/**
 * An event that sets something off, which may post it again each time it has happened.
 *
 * One class for all who have need of it, instead of each being an event itself: what handles events meets few kinds of them, and for up to four kinds
 * the engine compiles code without a look-up.
 */
export class Alarm extends Event {
  #owner: Alarmed | null;

  constructor(owner: Alarmed) {
    super();
    this.#owner = owner;
  }

  override fire(): void {
    this.#owner?.alarm();
  }

  /** It never goes off again. */
  cancel(): void {
    this.#owner = null;
  }
}
