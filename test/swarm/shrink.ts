import type { World } from "./world.ts";

/** Parts without which the rest still keeps its promise to converge: timers count in it. */
const removable = (part: string) =>
  !/^(preset|stallInterval|bootstrapInterval|keepalive|connectTimeout|persistAddresses)/.test(part);

/** Leaves out one part after another as long as `stillFails`, asked at most `tries` times. */
export function shrink(world: World, tries: number, stillFails: (smaller: World) => boolean): World {
  let smallest = world;
  let left = tries;
  for (const list of ["faults", "workload", "protocol", "network", "host"] as const) {
    for (const part of world[list]) {
      if (!removable(part)) continue;
      const smaller = { ...smallest, [list]: smallest[list].filter((other) => other !== part) };
      if (left-- > 0 && stillFails(smaller)) smallest = smaller;
    }
  }
  return smallest;
}
