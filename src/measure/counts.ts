import type { Probe } from "../simulation/trace.ts";
import type { Measurements } from "./measurements.ts";

/** What nodes took in, and how many callbacks they ran. */
export function countsProbe(): Probe & {
  received(): Omit<Measurements["infos"], "sent">;
  callbacks(): number;
} {
  let received = 0;
  let fresh = 0;
  let callbacks = 0;
  return {
    combined(_, __, all, accepted) {
      received += all;
      fresh += accepted;
    },
    calledBack(_, __, count) {
      callbacks += count;
    },
    received: () => ({ received, fresh, redundancy: received === 0 ? null : (received - fresh) / received }),
    callbacks: () => callbacks,
  };
}
