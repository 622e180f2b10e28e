import { joining } from "./e01-joining.mjs";
import { bouncing } from "./e02-bouncing.mjs";
import { resending } from "./e03-resending.mjs";
import { stamps } from "./e04-stamps.mjs";
import { clientsKeys } from "./e05-clients-keys.mjs";
import { tree } from "./e06-tree.mjs";
import { distances } from "./e07-distances.mjs";
import { ownAddress } from "./e08-own-address.mjs";
import { healing } from "./e09-healing.mjs";
import { culling } from "./e10-culling.mjs";
import { stalled } from "./e11-stalled.mjs";
import { halves } from "./e12-halves.mjs";
import { ownInfo } from "./e13-own-info.mjs";
import { oldStamps } from "./e14-old-stamps.mjs";

/** The known behaviours of the real system, in the order and by the numbers of the protocol's specification. */
export const behaviours = [
  joining,
  bouncing,
  resending,
  stamps,
  clientsKeys,
  tree,
  distances,
  ownAddress,
  healing,
  culling,
  stalled,
  halves,
  ownInfo,
  oldStamps,
];
