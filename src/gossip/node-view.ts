import type { Environment, Observer } from "./environment.ts";
import type { InfoStore } from "./infostore.ts";
import type { GossipOptions } from "./options.ts";

/**
 * A node as its streams see it.
 *
 * Rules: V1 to V4, L1 to L4 (what they need of the node).
 */
export interface NodeView {
  readonly nodeId: number;
  readonly environment: Environment;
  readonly options: GossipOptions;
  readonly store: InfoStore;
  readonly observer: Observer | null;
  clusterId(): Uint8Array;
  signalTighten(): void;
}
