import type { Request, Response } from "./messages.ts";

/**
 * What went over some streams. Bytes are those of the protobuf messages alone.
 *
 * Rules: B.13.
 */
export class Metrics {
  infosSent = 0;
  infosReceived = 0;
  bytesSent = 0;
  bytesReceived = 0;
  connectionsRefused = 0;

  sent({ delta, length }: Request | Response): void {
    this.infosSent += delta.length;
    this.bytesSent += length;
  }

  /** Counts what others have counted here too. */
  include(other: Metrics): void {
    this.infosSent += other.infosSent;
    this.infosReceived += other.infosReceived;
    this.bytesSent += other.bytesSent;
    this.bytesReceived += other.bytesReceived;
    this.connectionsRefused += other.connectionsRefused;
  }

  received({ delta, length }: Request | Response): void {
    this.infosReceived += delta.length;
    this.bytesReceived += length;
  }
}
