import type { Course } from "../measure/course.ts";
import type { FigureValues } from "../measure/figures.ts";
import { type Figure, figureByName } from "../scenario/figures.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { fnv1a } from "./fnv.ts";
import { writeJson } from "./json.ts";
import type { Report } from "./report.ts";
import { type ReportedScenario, reportedScenario } from "./reported-scenario.ts";

/** What is kept of a scenario's runs to hold others against: a baseline, or what is left of a report. */
export interface Recorded {
  /** Name of the scenario. */
  readonly scenario: string;
  /** Digest of all that decides how a run goes, but for its seed. */
  readonly settings: string;
  readonly runs: readonly RecordedRun[];
}

export interface RecordedRun {
  readonly seed: number;
  readonly fingerprint: string;
  readonly course: Course;
  /** By name: those of the list, and `infos.bytes.<keys>` and `infos.sent.<keys>` for each prefix of keys that was sent. */
  readonly figures: FigureValues;
}

export function recordOf({ scenario, runs }: Report): Recorded {
  return {
    scenario: scenario.name,
    settings: settingsDigest(scenario),
    runs: runs.map(({ seed, fingerprint, course, figures, measurements }) => ({
      seed,
      fingerprint,
      course,
      figures: { ...figures, ...byKey(measurements.bytes.infosByKey) },
    })),
  };
}

/** What is known of a figure by its name. */
export type RecordedFigure = Pick<Figure, "name" | "unit" | "label" | "worse">;

/** A figure of the list, or one of a prefix of keys; of one that is not known any more, no more than the name. */
export function figureNamed(name: string): RecordedFigure {
  const known = figureByName.get(name);
  if (known !== undefined) return known;
  const [, what, keys] = /^infos\.(bytes|sent)\.(.*)$/s.exec(name) ?? [];
  if (keys === undefined) return { name, unit: "count", label: name, worse: "neither" };
  const label = `infos of ${keys}${what === "sent" ? " sent" : ""}`;
  return { name, unit: what === "sent" ? "count" : "B", label, worse: "higher" };
}

/** The prefix of keys that a figure is of; null for one that is of all. */
export function keysOf(name: string): string | null {
  return name.startsWith(bytesOfKeys) ? name.slice(bytesOfKeys.length) : null;
}

const bytesOfKeys = "infos.bytes.";

/** In the order of their names, since that by size changes for small reasons. */
function byKey(infos: Report["runs"][number]["measurements"]["bytes"]["infosByKey"]): FigureValues {
  const sorted = [...infos].sort((a, b) => (a.key < b.key ? -1 : 1));
  return Object.fromEntries(
    sorted.flatMap(({ key, bytes, infos }) => [
      [`infos.bytes.${key}`, bytes],
      [`infos.sent.${key}`, infos],
    ]),
  );
}

/** Digest of all that decides how a run goes. */
export function settingsOf(scenario: Scenario): string {
  return settingsDigest(reportedScenario(scenario));
}

/** What a scenario is called, promises and tolerates decides nothing. */
function settingsDigest(scenario: ReportedScenario): string {
  const { name, description, seeds, expect, tolerances, ...settings } = scenario;
  return fnv1a(writeJson(settings));
}
