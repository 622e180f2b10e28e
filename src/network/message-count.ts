import { assert } from "../kernel/assert.ts";

/** Where a network's messages are: each one that was sent has been delivered, was dropped, or is somewhere on its way. */
export class MessageCount {
  sent = 0;
  delivered = 0;
  /** Lost with a connection, or came to an end that was closed already. */
  dropped = 0;
  inFlight = 0;

  /** Conservation: nothing comes from nowhere and nothing is lost without a reason. */
  check(): void {
    const { sent, delivered, dropped, inFlight } = this;
    assert(
      inFlight >= 0 && sent === delivered + dropped + inFlight,
      () => `${sent} messages sent, but ${delivered} delivered, ${dropped} dropped and ${inFlight} in flight`,
    );
  }
}
