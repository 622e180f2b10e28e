import { axisOfTicks } from "../report/chart-axis.ts";
import type { Axis } from "../scenario/sweep.ts";

/** Where the levels of an axis stand on a chart: at their numbers, names at even steps. */
export function placesOf({ scale, levels }: Axis): number[] {
  return levels.map(({ number }, index) => (scale === "names" ? index : number!));
}

/** Whether its places are drawn on a logarithmic axis: 0 has none there. */
export function isLogarithmic(axis: Axis): boolean {
  return axis.scale === "log" && placesOf(axis).every((place) => place > 0);
}

/** Options of a chart's axis with a label at each level. `width` pixels are all it has; what is too long breaks into lines or is cut. */
export function levelAxis(axis: Axis, width: number) {
  const places = placesOf(axis);
  const room =
    axis.scale === "names" ? Math.max(fewestLetters, Math.floor(width / places.length / letterWidth) - 1) : 16;
  const labels = new Map(places.map((place, index) => [place, wrapped(axis.levels[index]!.label, room)]));
  const options = axisOfTicks(
    isLogarithmic(axis) ? "logarithmic" : "linear",
    axis.name,
    places,
    (place) => labels.get(place)!,
  );
  return {
    ...options,
    ...marginsOf(axis, places),
    lines: Math.max(...[...labels.values()].map(({ length }) => length)),
  };
}

/** A cut in the middle, since names of a kind often begin or end alike. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - end).trimEnd()}…${text.slice(text.length - end).trimStart()}`;
}

/** Of the letters on the axis, on average. */
const letterWidth = 8;

const mostLabelLines = 3;

/** Of a line: of many names some are left out, rather than that all are cut beyond recognition. */
const fewestLetters = 14;

/** In lines of at most `room` letters, broken between words. */
function wrapped(label: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of label.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(shortened(word, room));
  }
  if (lines.length <= mostLabelLines) return lines;
  return [...lines.slice(0, mostLabelLines - 1), shortened(lines.slice(mostLabelLines - 1).join(" "), room)];
}

/** The ends of the axis, a little beyond the outermost levels, so that their points are whole. */
function marginsOf(axis: Axis, places: readonly number[]): { min: number; max: number } {
  const [low, high] = [Math.min(...places), Math.max(...places)];
  if (axis.scale === "names") return { min: low - 0.5, max: high + 0.5 };
  if (isLogarithmic(axis)) {
    const factor = high > low ? thirtySecondRoot(high / low) : 2;
    return { min: low / factor, max: high * factor };
  }
  const margin = high > low ? (high - low) * 0.04 : Math.abs(low) / 10 || 1;
  return { min: low - margin, max: high + margin };
}

/** Nearly: the root of the root, five times. Margins need not be exact. */
function thirtySecondRoot(ratio: number): number {
  let root = ratio;
  for (let times = 0; times < 5; times++) root = Math.sqrt(root);
  return root;
}
