import { formatDuration } from "../kernel/units.ts";
import { writeJson } from "./json.ts";
import type { ReportedScenario } from "./reported-scenario.ts";

/** One setting in which two scenarios differ, as report.json writes it. */
export interface SettingsDifference {
  /** As in `protocol.maxHops`. */
  readonly path: string;
  /** `nothing` where there is none. */
  readonly before: string;
  readonly after: string;
}

/** The settings that decide how a run goes and are not the same in both. */
export function settingsDifferences(before: ReportedScenario, after: ReportedScenario): SettingsDifference[] {
  const [a, b] = [leavesOf(before), leavesOf(after)];
  const paths = [...new Set([...a.keys(), ...b.keys()])].filter((path) => !decidesNothing.test(path));
  return paths
    .filter((path) => a.get(path) !== b.get(path))
    .map((path) => ({ path, before: a.get(path) ?? "nothing", after: b.get(path) ?? "nothing" }));
}

/** Names and promises, lists of node ids that follow from the groups, and what is only said. */
const decidesNothing = /^(?:name|description|seeds|expect|tolerances|network\.remarks)\b/;

/** Every single value by its path, as text; lists of plain values count as one. */
function leavesOf(value: unknown, path = "", leaves = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value) && value.some((item) => typeof item === "object")) {
    for (const [index, item] of value.entries()) leavesOf(item, `${path}.${index}`, leaves);
  } else if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, member] of Object.entries(value)) leavesOf(member, path === "" ? key : `${path}.${key}`, leaves);
  } else {
    leaves.set(path, shown(path, value));
  }
  return leaves;
}

/** As report.json writes it, but times with their unit. */
function shown(path: string, value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value) && times.test(path)) return formatDuration(value);
  const text = writeJson({ [path.slice(path.lastIndexOf(".") + 1)]: value }).replace(
    /^\{ "(?:[^"\\]|\\.)*": ([\s\S]*) \}\n$/,
    "$1",
  );
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

const times =
  /(?:duration|within|loopback|heartbeat|silence|Timeout|processing\.\w+|Interval|Ttl|batchDelay|replay\.(?:first|last)|\.(?:settle|bin|at|every|ttl|for|restart))$/;
