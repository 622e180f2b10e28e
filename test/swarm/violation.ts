/** Every promise that is watched, by its name. */
export type Invariant =
  | "time never goes back"
  | "only live nodes act"
  | "paused nodes do nothing"
  | "stamp after value time"
  | "fresher replaces"
  | "origin stamps increase"
  | "published alive"
  | "stored comes from a message"
  | "one hop more"
  | "peer id"
  | "relayed unchanged"
  | "expired only on the way"
  | "high-water"
  | "prefix"
  | "sender"
  | "received in order"
  | "conservation"
  | "first Request"
  | "no empty delta"
  | "no delta"
  | "identity"
  | "first send waits"
  | "one ack per Request"
  | "hangs up"
  | "forward"
  | "forward elsewhere"
  | "forward to a peer"
  | "sends what it holds"
  | "sends nothing expired"
  | "ratchet"
  | "sends all that is due"
  | "sends no more than is due"
  | "leaves nothing unsaid"
  | "stamps never go back"
  | "own stamps"
  | "loopback uncounted"
  | "one place each"
  | "admits with room only"
  | "left after accepted"
  | "duplicate of a peer"
  | "refuses when full only"
  | "mutual connections"
  | "outgoing"
  | "incoming"
  | "a place has a stream"
  | "limit"
  | "limit kept"
  | "never its own peer"
  | "the manage loop goes on"
  | "culls when full only"
  | "culls the least useful"
  | "bootstraps in need only"
  | "dials where it was sent"
  | "tightens with room only"
  | "tightens to the distant"
  | "convergence";

/** A promise of the protocol that a run has not kept. */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly invariant: Invariant;

  constructor(invariant: Invariant, text: string) {
    super(`${invariant}: ${text}`);
    this.invariant = invariant;
  }
}

export function must(condition: boolean, invariant: Invariant, text: () => string): asserts condition {
  if (!condition) throw new Violation(invariant, text());
}

export const seconds = (time: number) => (Number.isFinite(time) ? `${time / 1e9} s` : "the end of time");
