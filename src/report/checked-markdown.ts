import { attribute } from "./attribution.ts";
import { differenceInWords, relativeInWords } from "./change-words.ts";
import { type CheckedScenario, outcomeOf, type Recording } from "./checked.ts";
import { headline } from "./checked-headline.ts";
import { code, codeBlock, figureTable, foldedFigures, plain } from "./comparison-markdown.ts";
import { attributionInWords, mostTelling } from "./comparison-text.ts";
import { markdownTable } from "./markdown-table.ts";

/** The first line, by which a comment is found again. */
export const markdownMarker = "<!-- gossipsim-check -->";

/** Bytes that GitHub takes for one comment; it counts characters, of which there are never more. */
export const commentLimit = 65_536;

/**
 * Checked scenarios as a comment on a pull request: what changed, where from and where it begins; all else folded away. Of at
 * most `limit` bytes: what matters least is left out first, and said to be.
 */
export function checkedMarkdown(
  all: readonly CheckedScenario[],
  recording: Recording,
  limit: number = commentLimit,
): string {
  for (const detail of details) {
    const text = joined(blocks(all, recording, detail));
    if (bytesOf(text) <= limit) return text;
  }
  return cut(blocks(all, recording, details.at(-1)!), limit);
}

/** How much is said of a scenario, from all to a line. */
interface Detail {
  /** Figures beyond the key figures. */
  readonly otherFigures: number;
  readonly origin: boolean;
  readonly keyFigures: boolean;
  /** What is said about what is left out. */
  readonly note: string | null;
}

const details: readonly Detail[] = [
  { otherFigures: Number.POSITIVE_INFINITY, origin: true, keyFigures: true, note: null },
  { otherFigures: 40, origin: true, keyFigures: true, note: "most of the other figures" },
  { otherFigures: 0, origin: true, keyFigures: true, note: "all but the key figures" },
  { otherFigures: 0, origin: false, keyFigures: true, note: "all but the key figures, and where changes come from" },
  { otherFigures: 0, origin: false, keyFigures: false, note: "all figures" },
];

function blocks(all: readonly CheckedScenario[], recording: Recording, detail: Detail): string[] {
  const kept = all.filter((checked) => !isShown(checked, recording));
  return [
    `${markdownMarker}\n### ${title(all, recording)}`,
    ...(detail.note === null ? [] : [`_Left out, since it would be too long here: ${detail.note}._`]),
    ...all.filter((checked) => isShown(checked, recording)).map((checked) => section(checked, recording, detail)),
    ...(kept.length === 0 ? [] : [keptInWords(kept)]),
  ];
}

function joined(blocks: readonly string[]): string {
  return `${blocks.join("\n\n")}\n`;
}

/** As many blocks as there is room for; nothing where there is none for a word about the others. */
function cut(blocks: readonly string[], limit: number): string {
  const note = "_The rest would be too long here._";
  for (let count = blocks.length - 1; count >= 0; count--) {
    const text = joined([...blocks.slice(0, count), note]);
    if (bytesOf(text) <= limit) return text;
  }
  return "";
}

/** How many came out how; of a single one that changed, what a reviewer asks first. */
function title(all: readonly CheckedScenario[], recording: Recording): string {
  const counts = new Map<string, number>();
  for (const checked of all) {
    const word = stateInWords(checked, recording);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = [...counts].map(([word, count]) => `${count} ${word}`);
  const changed = all.filter(({ comparison }) => comparison !== null && comparison.verdict !== "same");
  const moved = changed.length === 1 ? movedInWords(changed[0]!) : "";
  const withheld = recording === "withheld" ? "; nothing was recorded" : "";
  return `gossipsim check: ${parts.join(", ")}${withheld}${moved}`;
}

function movedInWords({ name, comparison }: CheckedScenario): string {
  const changes = comparison?.changes ?? [];
  const moved = ["bytes.total", "membership.time"].flatMap((figure) => {
    const change = changes.find((change) => change.figure.name === figure);
    return change === undefined ? [] : [`${figure} ${relativeInWords(change) || differenceInWords(change)}`];
  });
  return moved.length === 0 ? "" : `; ${name}: ${moved.join(", ")}`;
}

function stateInWords(checked: CheckedScenario, recording: Recording): string {
  const outcome = outcomeOf(checked);
  if (outcome === "failed" || outcome === "broken") return outcome;
  const { comparison } = checked;
  if (recording === "done") {
    return comparison === null ? "recorded" : comparison.verdict === "same" ? "as before" : "recorded anew";
  }
  return outcome;
}

function isShown(checked: CheckedScenario, recording: Recording): boolean {
  const verdict = checked.comparison?.verdict;
  return outcomeOf(checked) !== "kept" || verdict === "tolerated" || (recording !== "none" && verdict === "changed");
}

function section(checked: CheckedScenario, recording: Recording, detail: Detail): string {
  const { name, file, comparison } = checked;
  const head = `**${name}** ${stateInWords(checked, recording)}: ${plain(headline(checked))} (${code(file)})`;
  const blocks = [head, ...failedRuns(checked), ...brokenPromises(checked)];
  if (checked.failed.length > 0 || comparison === null || comparison.verdict === "same") return blocks.join("\n\n");
  if (!comparison.sameSettings) blocks.push("The scenario itself is not the one that was recorded.");
  const telling = mostTelling(comparison.changes);
  if (detail.keyFigures && telling.length > 0) blocks.push(figureTable(telling));
  const origin = originLines(checked);
  if (detail.origin && origin.length > 0) blocks.push(codeBlock(origin));
  const others = comparison.changes.filter((change) => !telling.includes(change));
  if (detail.otherFigures > 0 && others.length > 0) blocks.push(foldedFigures(others, detail.otherFigures));
  return blocks.join("\n\n");
}

function failedRuns({ failed }: CheckedScenario): string[] {
  if (failed.length === 0) return [];
  const lines = failed.slice(0, mostListed).map(({ seed, reason }) => `seed ${seed}: ${reason}`);
  return [codeBlock([...lines, ...rest(failed)])];
}

function brokenPromises({ failed, promises }: CheckedScenario): string[] {
  const broken = failed.length > 0 ? [] : promises.filter(({ isKept }) => !isKept);
  if (broken.length === 0) return [];
  const rows = broken.slice(0, mostListed).map(({ label, words }) => [code(label), plain(words)]);
  return [markdownTable("ll", ["broken promise", "what came out"], rows), ...rest(broken)];
}

/** Of failed runs and of broken promises. */
const mostListed = 20;

function rest(listed: readonly unknown[]): string[] {
  return listed.length > mostListed ? [`and ${listed.length - mostListed} more`] : [];
}

function originLines({ comparison, parting }: CheckedScenario): string[] {
  if (comparison === null) return [];
  const from = attribute(comparison).map(attributionInWords);
  if (parting === null) return from;
  return [
    ...from,
    `first difference: seed ${parting.seed}: ${parting.words}`,
    ...parting.lines.map((line) => `  ${line}`),
  ];
}

function keptInWords(kept: readonly CheckedScenario[]): string {
  return `Kept: ${kept.map(({ name }) => name).join(", ")}.`;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
