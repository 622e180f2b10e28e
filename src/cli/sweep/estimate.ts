import type { Study } from "../../scenario/study.ts";
import { sizeAxisOf } from "../../sweep/size-axis.ts";
import type { Io } from "../io.ts";
import type { RunEstimate, Simulator } from "../simulator.ts";
import { scenarioOf } from "./plan.ts";

/** What the runs of a sweep will take. */
export interface SweepEstimate {
  /** Milliseconds that a run of a point keeps a thread busy. */
  readonly perRun: (point: number) => number;
  /** Whether some may well take many times as long, since no trial saw their end. */
  readonly isLeast: boolean;
}

/** Points that are tried out, evenly over those in question. */
const mostTrials = 8;

/** Milliseconds for all of them, for the first one of a thread, as long as that is slow, and for any. */
const patience = { all: 5000, first: 2000, least: 100 };

/**
 * Tries out a few of these points for a moment, the smallest clusters first, as what they tell of larger ones is more than the first moments of those do.
 * Rejects with the `UserError` of a point that is wrong.
 */
export async function estimateRuns(
  study: Study,
  points: readonly number[],
  options: {
    readonly seed: number;
    readonly simulator: Simulator;
    /** Threads. */
    readonly width: number;
    readonly io: Pick<Io, "interrupted" | "now">;
  },
): Promise<SweepEstimate> {
  const { seed, simulator, width, io } = options;
  const count = Math.min(points.length, mostTrials);
  const jobs = Array.from({ length: count }, (_, trial) => points[Math.floor(((trial + 0.5) * points.length) / count)]!)
    .map((point) => ({ point, scenario: scenarioOf(study, point) }))
    .sort((a, b) => a.scenario.cluster.nodes.length - b.scenario.cluster.nodes.length);
  const trials: Trial[] = [];
  const deadline = io.now() + patience.all;
  /** Those of one size share what smaller ones have left. */
  const shareOf = (nodes: number): number => {
    const all = jobs.filter(({ scenario }) => scenario.cluster.nodes.length === nodes).length;
    const done = trials.filter((trial) => trial.nodes === nodes).length;
    const rest = deadline - io.now();
    return Math.max(patience.least, Math.min(rest, (rest * width) / (all - done)));
  };
  const waiting = jobs.values();
  const lane = async (): Promise<void> => {
    let isFirst = true;
    for (const { point, scenario } of waiting) {
      const nodes = scenario.cluster.nodes.length;
      const share = Math.max(shareOf(nodes), isFirst ? patience.first : 0);
      isFirst = false;
      trials.push({ point, nodes, ...(await simulator.estimate({ scenario, seed, wire: "counted" }, share)) });
    }
  };
  const stop = (): void => void simulator.close();
  io.interrupted.addEventListener("abort", stop);
  try {
    await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
  } finally {
    io.interrupted.removeEventListener("abort", stop);
  }
  const growth = growthOf(trials, study.scenario.stop === null ? 0 : coldStartExponent);
  const times = trials.map((trial) => timeOf(trial, growth));
  const isLeast = trials.some((trial) => trial.found === "least" && !isKnown(trial, growth));
  return { perRun: likeTheNearest(study, trials, times, growth?.exponent ?? unseenExponent), isLeast };
}

export interface Trial extends RunEstimate {
  readonly point: number;
  readonly nodes: number;
}

/** How time grows with the nodes, as the trials have it that came to an end. */
export interface Growth {
  /** Of the largest cluster that did. */
  readonly nodes: number;
  readonly milliseconds: number;
  readonly exponent: number;
  /** Whether there was a smaller one to compare it with. */
  readonly isSeen: boolean;
}

/**
 * Null where none came to an end. Between the larger clusters it is what it will be beyond them, so that the smaller ones have no say; the exponent is
 * no less than `least`.
 */
export function growthOf(trials: readonly Trial[], least: number): Growth | null {
  const measured = trials.filter(({ found, milliseconds }) => found === "measured" && milliseconds > 0);
  if (measured.length === 0) return null;
  const meanAt = (size: number) => mean(measured.filter(({ nodes }) => nodes === size));
  const nodes = Math.max(...measured.map(({ nodes }) => nodes));
  const milliseconds = meanAt(nodes);
  const smaller = measured.map((trial) => trial.nodes).filter((size) => size * leastStep <= nodes);
  if (smaller.length === 0) return { nodes, milliseconds, exponent: unseenExponent, isSeen: false };
  const below = Math.max(...smaller);
  const exponent = Math.log(milliseconds / meanAt(below)) / Math.log(nodes / below);
  return { nodes, milliseconds, exponent: Math.min(Math.max(exponent, least), steepest), isSeen: true };
}

/** From one size to another whose difference is more than chance. */
const leastStep = 1.5;

/** By which the work of a cold start grows with the nodes beyond a hundred; between fewer it grows less, which says nothing of more. */
const coldStartExponent = 3;
const steepest = 3.5;

/** On the safe side, where there is but one size. */
const unseenExponent = 2.5;

/**
 * Milliseconds. The first moments of a large cluster say little of those to come, when everybody talks to everybody: it takes at least what the
 * runs that came to an end let expect of its size.
 */
export function timeOf({ found, milliseconds, nodes }: Trial, growth: Growth | null): number {
  if (growth === null || found === "measured") return milliseconds;
  if (found === "extrapolated" && nodes <= growth.nodes) return milliseconds;
  return Math.max(milliseconds, growth.milliseconds * (nodes / growth.nodes) ** growth.exponent);
}

/** Whether growth tells what a trial did not see: beyond four times the nodes, or from a single size, it is a guess. */
export function isKnown({ nodes }: Trial, growth: Growth | null): boolean {
  if (growth === null) return false;
  return nodes <= (growth.isSeen ? 4 : 1) * growth.nodes;
}

/** Each point takes as long as that of those tried which is most like it, first of all in its size. */
function likeTheNearest(
  { sweep: { axes, points } }: Study,
  trials: readonly Trial[],
  times: readonly number[],
  exponent: number,
): (point: number) => number {
  const size = sizeAxisOf(axes);
  const nodesAt = (point: number) => (size === null ? 1 : size.nodes[points[point]![size.axis]!]!);
  return (point) => {
    const [nearest] = trials
      .map((trial, index) => ({
        milliseconds: times[index]!,
        ratio: nodesAt(point) / nodesAt(trial.point),
        others: points[point]!.filter((level, axis) => level !== points[trial.point]![axis]).length,
      }))
      .sort((a, b) => Math.abs(Math.log(a.ratio)) - Math.abs(Math.log(b.ratio)) || a.others - b.others);
    return nearest!.milliseconds * nearest!.ratio ** exponent;
  };
}

function mean(trials: readonly Trial[]): number {
  return trials.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / trials.length;
}
