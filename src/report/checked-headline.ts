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
      return promises.length === 0 ? "nothing to compare with" : "keeps its promises";
  }
}

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
  const time = times.find((change) => shown.has(change) && change.direction !== "neither");
  if (time !== undefined) telling.push(timeInWords(time));
  if (telling.length > 0) return telling;
  return mostTelling(comparison.changes)
    .slice(0, 2)
    .map((change) => ({ change, words: `${change.figure.name} ${amountInWords(change)}` }));
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
  const { figure, difference, direction, pairs } = change;
  const worse = direction === "worse";
  const comesOrGoes = pairs.some(({ before, after }) => (before === null) !== (after === null));
  if (comesOrGoes || difference === null) {
    return { change, words: `${figure.name} ${worse ? "no longer reached" : "now reached"}${someSeeds(change)}` };
  }
  const word = figure.unit === "ns" ? (worse ? "slower" : "faster") : direction;
  return { change, words: `${word}: ${figure.name} ${amountInWords(change)}` };
}

function someSeeds({ pairs }: Change): string {
  const count = pairs.filter(({ before, after }) => (before === null) !== (after === null)).length;
  return count === pairs.length ? "" : ` for ${count} of ${counted(pairs.length, "seed")}`;
}

function amountInWords(change: Change): string {
  return relativeInWords(change) || differenceInWords(change);
}

function onTheWhole(changes: readonly Change[]): string {
  const directions = new Set(changes.map(({ direction }) => direction));
  if (directions.has("better") && directions.has("worse")) return "better and worse";
  return directions.has("worse") ? "worse" : directions.has("better") ? "better" : "different";
}
