import type { Change, Comparison } from "./comparison.ts";
import { keysOf } from "./record.ts";

/** Where a change comes from, seen from one side; what moved most stands first. */
export interface Attribution {
  readonly area: Area;
  /** The sum that the parts make up; null when it did not change, or where there is no sum. */
  readonly total: Change | null;
  readonly parts: readonly Change[];
  /** What the infos' part is of, by prefix of keys. */
  readonly keys: readonly Change[];
}

/** `bytes`: protobuf by component. `wire`: what the transport adds. `time`: how fast. `overlay`: who is connected to whom, how far news goes. */
export type Area = "bytes" | "wire" | "time" | "overlay";

/** The areas of which any part changed. */
export function attribute({ changes }: Comparison): Attribution[] {
  const named = (names: readonly string[]) => changes.filter(({ figure }) => names.includes(figure.name));
  const under = (...prefixes: string[]) =>
    changes.filter(({ figure }) => prefixes.some((prefix) => figure.name.startsWith(prefix)));
  const total = (name: string) => changes.find(({ figure }) => figure.name === name) ?? null;
  const areas: Attribution[] = [
    {
      area: "bytes",
      total: total("bytes.total"),
      parts: named(["bytes.infos", "bytes.stamps", "bytes.identity", "bytes.envelope"]).sort(byAmount),
      keys: changes.filter(({ figure }) => keysOf(figure.name) !== null).sort(byAmount),
    },
    {
      area: "wire",
      total: total("bytes.wire"),
      parts: under("wire.")
        .filter(({ figure }) => !["wire.protobuf", "wire.total"].includes(figure.name))
        .sort(byAmount),
      keys: [],
    },
    {
      area: "time",
      total: null,
      parts: under("membership.time", "settled.", "dissemination.t", "age.").sort(byShare),
      keys: [],
    },
    { area: "overlay", total: null, parts: under("connections.", "overlay.", "hops.").sort(byShare), keys: [] },
  ];
  return areas.filter(({ parts }) => parts.length > 0);
}

function byAmount(a: Change, b: Change): number {
  return amount(b) - amount(a);
}

/** Over several seeds, what may be chance stands last. */
function byShare(a: Change, b: Change): number {
  return Number(isClear(b)) - Number(isClear(a)) || share(b) - share(a);
}

function isClear({ interval }: Change): boolean {
  return interval === null || interval[0] > 0 || interval[1] < 0;
}

function amount({ difference }: Change): number {
  return Math.abs(difference ?? Number.POSITIVE_INFINITY);
}

/** What had no value, or was nothing at all, has changed beyond measure. */
function share({ relative }: Change): number {
  return Math.abs(relative ?? Number.MAX_VALUE);
}
