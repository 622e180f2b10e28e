import { exponential } from "../kernel/distributions.ts";
import type { Random } from "../kernel/random.ts";
import type { Duration, Time } from "../kernel/time.ts";
import type { Fault } from "../scenario/scenario.ts";
import { draw } from "./draw.ts";

/**
 * Outages that come as a Poisson process. Each calls `strike` with how long the node is to be down; who it is, is up to the caller, and
 * nobody may be left. `at` arranges for an action at a time.
 */
export function scheduleChurn(
  fault: Fault & { kind: "churn" },
  random: Random,
  at: (time: Time, action: () => void) => void,
  strike: (down: Duration) => void,
): void {
  const gaps = random.fork("gaps");
  const downs = random.fork("down");
  const next = (time: Time) => {
    const moment = time + Math.max(1, Math.round(fault.every * exponential(gaps)));
    if (moment >= fault.until) return;
    at(moment, () => {
      strike(Math.max(1, draw(downs, fault.down, Number.MAX_SAFE_INTEGER)));
      next(moment);
    });
  };
  next(fault.at);
}
