import { attribute } from "./attribution.ts";
import { changeInWords } from "./checked-headline.ts";
import type { Comparison } from "./comparison.ts";
import { comparisonFields } from "./comparison-json.ts";
import { code, codeBlock, figureTable, plain } from "./comparison-markdown.ts";
import { attributionInWords, comparisonLines, mostTelling, type ShownParting } from "./comparison-text.ts";
import { counted } from "./figure.ts";
import { writeJson } from "./json.ts";
import { markdownTable } from "./markdown-table.ts";
import type { Report } from "./report.ts";
import type { SettingsDifference } from "./settings-difference.ts";

/** Two reports, and how they differ. */
export interface ComparedReports {
  readonly names: { readonly a: string; readonly b: string };
  readonly before: Report;
  readonly after: Report;
  readonly comparison: Comparison;
  readonly parting: ShownParting | null;
  readonly settings: readonly SettingsDifference[];
}

/** Plain text for people. Ends with a newline. `folder`: where the files are; null for nowhere. */
export function comparisonText(
  { names, comparison, parting, settings }: ComparedReports,
  folder: string | null,
): string {
  const isSame = comparison.verdict === "same";
  const lines = [
    ...settings.slice(0, mostSettings).map(({ path, before, after }) => `${path}: ${before} → ${after}`),
    ...(settings.length > mostSettings ? [`and ${counted(settings.length - mostSettings, "more setting")}`] : []),
    ...(isSame ? ["nothing differs: all runs took the same course"] : [changeInWords(comparison)]),
    ...(isSame ? [] : comparisonLines(comparison, parting)),
    ...(folder === null ? [] : [`comparison: ${folder}`]),
  ];
  return `${[title(names, comparison), ...lines.map((line) => `  ${line}`)].join("\n")}\n`;
}

/** Settings shown where there is no room for all. */
const mostSettings = 8;

/** `comparison.json`: the fields of `check`'s json reporter, with the settings that differ. */
export function comparisonJson({ names, before, after, comparison, parting, settings }: ComparedReports): string {
  return writeJson({
    format: "gossipsim-comparison/1",
    before: { name: names.a, scenario: before.scenario.name },
    after: { name: names.b, scenario: after.scenario.name },
    headline: changeInWords(comparison),
    settings,
    ...comparisonFields(comparison),
    firstDifference: parting,
  });
}

/** `summary.md`: the comparison as a page. Ends with a newline. */
export function comparisonPage(
  { names, comparison, parting, settings }: ComparedReports,
  options: { readonly charts: readonly { readonly file: string; readonly title: string }[]; readonly command: string },
): string {
  const telling = mostTelling(comparison.changes);
  const others = comparison.changes.filter((change) => !telling.includes(change));
  const blocks = [
    `# ${plain(title(names, comparison))}`,
    `${plain(changeInWords(comparison))}.`,
    ...(settings.length === 0 ? [] : ["## Settings that differ", settingsTable(settings)]),
    ...(telling.length === 0 ? [] : ["## Figures that differ", figureTable(telling)]),
    ...options.charts.map(({ file, title }) => `![${title}](${file})`),
    ...originBlocks(comparison, parting),
    ...(others.length === 0 ? [] : ["## All other figures that differ", figureTable(others)]),
    "## Reproduce",
    codeBlock([options.command]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function title({ a, b }: ComparedReports["names"], { seeds }: Comparison): string {
  return `${a} → ${b}: ${seeds.length === 1 ? `seed ${seeds[0]}` : counted(seeds.length, "seed")}`;
}

function settingsTable(settings: readonly SettingsDifference[]): string {
  const rows = settings.map(({ path, before, after }) => [code(path), plain(before), plain(after)]);
  return markdownTable("lll", ["setting", "before", "after"], rows);
}

function originBlocks(comparison: Comparison, parting: ShownParting | null): string[] {
  const from = attribute(comparison).map((area) => `- ${plain(attributionInWords(area))}`);
  const first = parting === null ? [] : [codeBlock([`seed ${parting.seed}: ${parting.words}`, ...parting.lines])];
  return [
    ...(from.length === 0 ? [] : ["## Where from", from.join("\n")]),
    ...(first.length === 0 ? [] : ["## First difference", ...first]),
  ];
}
