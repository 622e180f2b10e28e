import { attribute } from "./attribution.ts";
import { differenceInWords, relativeInWords } from "./change-words.ts";
import { type CheckedScenario, outcomeOf } from "./checked.ts";
import type { Change, Comparison } from "./comparison.ts";
import { mostTelling } from "./comparison-text.ts";
import { counted } from "./figure.ts";

/**
 * What came of a scenario in a few words, without its name; the same wherever it is told. `better and worse: protobuf bytes
 * -10.1 %, mainly stamps; slower: dissemination.t99.p50 +2338 %`.
 */
export function headline(checked: CheckedScenario): string {
  const { failed, seeds, promises, comparison } = checked;
  switch (outcomeOf(checked)) {
    case "failed":
      return `${failed.length} of ${counted(seeds.length, "run")} came to no end`;
    case "broken":
      return brokenInWords(promises) + (comparison?.verdict === "changed" ? `; ${changeInWords(comparison)}` : "");
    default:
      if (comparison !== null) return changeInWords(comparison);
      return promises.length === 0 ? "no baseline to compare with" : "keeps its promises";
  }
}

/** Told beside the sentence where the scenario is not the one that was recorded. */
export const otherSettings = "its settings, defaults included, are not those that were recorded";

function brokenInWords(promises: CheckedScenario["promises"]): string {
  const broken = promises.filter(({ isKept }) => !isKept);
  const more = broken.length > 1 ? ` and ${counted(broken.length - 1, "more promise")}` : "";
  return `breaks ${broken[0]!.label}${more}`;
}

/** Whether it got better or worse on the whole, how far, and mainly where. */
export function changeInWords(comparison: Comparison): string {
  const { verdict, changes } = comparison;
  if (verdict === "same") return "as recorded";
  if (changes.length === 0) return "another course, with the same figures";
  // What is tolerated is not what it failed for.
  const intolerable = changes.filter(({ isTolerated }) => !isTolerated);
  const telling = tellingChanges({ ...comparison, changes: intolerable.length > 0 ? intolerable : changes });
  const told = telling.map(({ words }) => words).join("; ");
  const within = verdict === "tolerated" ? "within tolerance: " : "";
  return `${within}${onTheWhole(telling.map(({ change }) => change))}: ${told}`;
}

interface Telling {
  readonly change: Change;
  readonly words: string;
}

/** Bytes, then time; what changed most of the rest where neither did. */
function tellingChanges(comparison: Comparison): Telling[] {
  const areas = new Map(attribute(comparison).map((attribution) => [attribution.area, attribution]));
  const bytes = areas.get("bytes");
  const wire = areas.get("wire");
  const telling: Telling[] = [];
  if (bytes?.total != null) telling.push(sumInWords("protobuf bytes", bytes.total, bytes.parts));
  else if (wire?.total != null) telling.push(sumInWords("bytes on the wire", wire.total, wire.parts));
  // Of those that stand for the others; the one that moved most is first.
  const times = areas.get("time")?.parts ?? [];
  const shown = new Set(mostTelling(times));
  const time = times.find((change) => shown.has(change) && change.direction !== "neither" && isNoticeable(change));
  if (time !== undefined) telling.push(timeInWords(time));
  if (telling.length > 0) return telling;
  return mostTelling(comparison.changes)
    .slice(0, 2)
    .map((change) => ({ change, words: `${change.figure.name} ${amountInWords(change)}` }));
}

/** Beside bytes, a time that moved by less than a thousandth is not worth a word. */
function isNoticeable(change: Change): boolean {
  return comesOrGoes(change) > 0 || change.relative === null || Math.abs(change.relative) >= 0.001;
}

/** A part that makes up more than half of all that moved is named. */
function sumInWords(name: string, total: Change, parts: readonly Change[]): Telling {
  const amounts = parts.map(({ difference }) => Math.abs(difference ?? 0));
  const all = amounts.reduce((sum, amount) => sum + amount, 0);
  const [most] = parts;
  const mainly =
    most !== undefined && amounts[0]! * 2 > all ? `, mainly ${most.figure.name.replace(/^\w+\./, "")}` : "";
  return { change: total, words: `${name} ${amountInWords(total)}${mainly}` };
}

function timeInWords(change: Change): Telling {
  const { figure, direction } = change;
  const worse = direction === "worse";
  if (comesOrGoes(change) > 0) {
    return { change, words: `${figure.name} ${worse ? "no longer reached" : "now reached"}${someSeeds(change)}` };
  }
  const word = figure.unit === "ns" ? (worse ? "slower" : "faster") : direction;
  return { change, words: `${word}: ${figure.name} ${amountInWords(change)}` };
}

function someSeeds(change: Change): string {
  const count = comesOrGoes(change);
  const { length } = change.pairs;
  return count === length ? "" : ` for ${count} of ${counted(length, "seed")}`;
}

/** For how many seeds it has a value on one side only. */
function comesOrGoes({ pairs }: Change): number {
  return pairs.filter(({ before, after }) => (before === null) !== (after === null)).length;
}

function amountInWords(change: Change): string {
  return relativeInWords(change) || differenceInWords(change);
}

function onTheWhole(changes: readonly Change[]): string {
  const directions = new Set(changes.map(({ direction }) => direction));
  if (directions.has("better") && directions.has("worse")) return "better and worse";
  return directions.has("worse") ? "worse" : directions.has("better") ? "better" : "different";
}
