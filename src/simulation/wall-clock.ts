import { later, type Stamp } from "../gossip/stamp.ts";
import type { Duration, Time } from "../kernel/time.ts";

/** By how much one cause makes a clock wrong: an offset, and so much more for each nanosecond since then. */
export interface Skew {
  readonly offset: Duration;
  readonly drift: number;
  readonly since: Time;
}

/** A wall clock that is wrong, for as long as anything makes it so; what several causes add to it is added up. */
export class WallClock {
  readonly #skews = new Set<Skew>();

  add(skew: Skew): void {
    this.#skews.add(skew);
  }

  /** The clock is set right again, as far as that cause goes. */
  remove(skew: Skew): void {
    this.#skews.delete(skew);
  }

  /** What it shows at that true time. */
  read(now: Time): Stamp {
    let error = 0;
    for (const { offset, drift, since } of this.#skews) error += offset + Math.round(drift * (now - since));
    return later(now, error);
  }
}
