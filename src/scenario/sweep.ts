/** One direction of a sweep: a field of the scenario, or several that advance together. */
export interface Axis {
  /** What tables and charts call it: the path of its field, or of several the name that they were given, or else all their paths. */
  readonly name: string;
  /** Of the fields, as `--set` takes them; at least one. */
  readonly paths: readonly string[];
  /** At least one; of a random sample those that were drawn, in ascending order where they are numbers. */
  readonly levels: readonly Level[];
  /** How the levels lie: on a line of numbers, or as names without one. */
  readonly scale: "linear" | "log" | "names";
  /** Of the numbers: as those of figures, or bits per second. */
  readonly unit: "ns" | "B" | "B/s" | "bit/s" | "share" | "count";
}

/** One step on an axis. */
export interface Level {
  /** For tables and charts: `65`, `2 %`, `v2.1, delta`. */
  readonly label: string;
  /** For each path of the axis what a scenario would say there, as YAML on one line. */
  readonly values: readonly string[];
  /** In the unit of the axis: nanoseconds, bytes, a fraction of one; null on an axis of names. */
  readonly number: number | null;
}

/** A point of the grid: for each axis the index of its level. */
export type PointLevels = readonly number[];
