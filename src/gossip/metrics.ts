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

  received({ delta, length }: Request | Response): void {
    this.infosReceived += delta.length;
    this.bytesReceived += length;
  }
}
