import XMLBuilder from "fast-xml-builder";
import { type CheckedScenario, outcomeOf, type Recording } from "./checked.ts";
import { changeInWords, headline, otherSettings } from "./checked-headline.ts";
import type { Change } from "./comparison.ts";
import { figureTable } from "./comparison-text.ts";
import { counted } from "./figure.ts";
import { legible, legibleLine } from "./legible.ts";

/**
 * Checked scenarios as JUnit XML, as Jenkins and GitLab read it: a suite for each scenario, a case for each promise and for
 * each group of figures. Names of cases do not depend on what came out, since that is how GitLab tells what is newly broken.
 * There are no times in it: it is the same to the byte for the same runs.
 */
export function checkedJunit(all: readonly CheckedScenario[], recording: Recording): string {
  const suites = all.map((checked) => suite(checked, recording));
  const document = {
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "gossipsim check",
      ...sums(suites.flatMap(({ testcase }) => testcase)),
      testsuite: suites.map(({ skipped, ...suite }) => ({ ...suite, "@skipped": skipped })),
    },
  };
  return new XMLBuilder({
    format: true,
    suppressEmptyNode: true,
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    attributeValueProcessor: (_, value) => legibleLine(String(value)),
    tagValueProcessor: (_, value) => legible(String(value)),
  }).build(document);
}

/** A case as the XML builder takes it; at most one of failure, error and skipped. */
interface Case {
  readonly "@name": string;
  readonly "@classname": string;
  readonly failure?: Result;
  readonly error?: Result;
  readonly skipped?: Result;
  readonly "system-out"?: string;
}

interface Result {
  readonly "@type"?: string;
  readonly "@message": string;
  readonly "#text"?: string;
}

function suite(checked: CheckedScenario, recording: Recording) {
  const { name, file } = checked;
  const testcase = cases(checked, recording).map((one) => ({ "@classname": name, ...one }));
  const skipped = testcase.filter((one) => one.skipped !== undefined).length;
  return { "@name": name, "@file": file, ...sums(testcase), skipped, testcase };
}

function sums(cases: readonly Case[]) {
  return {
    "@tests": cases.length,
    "@failures": cases.filter(({ failure }) => failure !== undefined).length,
    "@errors": cases.filter(({ error }) => error !== undefined).length,
  };
}

type CaseOfSuite = Omit<Case, "@classname">;

function cases(checked: CheckedScenario, recording: Recording): CaseOfSuite[] {
  const { promises, failed } = checked;
  if (outcomeOf(checked) !== "failed") return [...promiseCases(checked), ...baselineCases(checked, recording)];
  const unknown = { "@message": `not known: ${headline(checked)}` };
  return [
    ...failed.map(({ seed, reason }) => ({
      "@name": `run: seed ${seed}`,
      error: { "@type": "run", "@message": reason, "#text": reason },
    })),
    ...promiseNames(promises).map((name) => ({ "@name": name, skipped: unknown })),
    ...baselineNames.map((name) => ({ "@name": name, skipped: unknown })),
  ];
}

function promiseCases({ promises }: CheckedScenario): CaseOfSuite[] {
  const names = promiseNames(promises);
  return promises.map(({ isKept, words }, index) => {
    const result = isKept
      ? { "system-out": words }
      : { failure: { "@type": "promise", "@message": words, "#text": words } };
    return { "@name": names[index]!, ...result };
  });
}

/** Of several that read alike all but the first are numbered: GitLab takes no notice of a second case of the same name. */
function promiseNames(promises: CheckedScenario["promises"]): string[] {
  const labels = promises.map(({ label }) => label);
  return labels.map((label, index) => {
    const earlier = labels.slice(0, index).filter((other) => other === label).length;
    return `promise: ${label}${earlier === 0 ? "" : ` (${earlier + 1})`}`;
  });
}

function baselineCases(checked: CheckedScenario, recording: Recording): CaseOfSuite[] {
  const { comparison } = checked;
  if (comparison === null) {
    const message = recording === "none" ? "not compared with a baseline" : "there was no baseline to compare with";
    return baselineNames.map((name) => ({ "@name": name, skipped: { "@message": message } }));
  }
  const { changes, unpaired, verdict } = comparison;
  const isHeld = recording === "none" && verdict === "changed";
  const figures = groups.map((group): CaseOfSuite => {
    const moved = changes.filter(({ figure }) => groupOf(figure.name) === group);
    if (moved.length === 0) return { "@name": `baseline: ${group}` };
    const table = `${figureTable(moved).join("\n")}\n`;
    const beyond = moved.filter(({ isTolerated }) => !isTolerated);
    if (!isHeld || beyond.length === 0) return { "@name": `baseline: ${group}`, "system-out": table };
    const failure = { "@type": "baseline", "@message": leading(beyond), "#text": table };
    return { "@name": `baseline: ${group}`, failure };
  });
  const strangers = { "@message": `only one side has them: ${unpaired.join(", ")}` };
  return [
    ...figures,
    courseCase(checked, isHeld),
    ...(unpaired.length === 0 ? [] : [{ "@name": "baseline: figures not compared", skipped: strangers }]),
  ];
}

/** Where the runs part, and all in a few words: whoever opens one case only opens this one. */
function courseCase(checked: CheckedScenario, isHeld: boolean): CaseOfSuite {
  const { comparison, parting } = checked;
  const name = { "@name": courseName };
  if (comparison === null || comparison.partings.length === 0) return name;
  const words = changeInWords(comparison);
  const lines = [
    words,
    ...(comparison.sameSettings ? [] : [otherSettings]),
    ...(parting === null ? [] : [`first difference: seed ${parting.seed}: ${parting.words}`, ...parting.lines]),
  ];
  const text = `${lines.join("\n")}\n`;
  if (!isHeld) return { ...name, "system-out": text };
  return { ...name, failure: { "@type": "baseline", "@message": words, "#text": text } };
}

const groups = ["protobuf bytes", "on the wire", "time", "overlay", "other figures"] as const;
const courseName = "baseline: course";
const baselineNames = [...groups.map((group) => `baseline: ${group}`), courseName];

/** Each figure is in one group, whatever it is. */
function groupOf(name: string): (typeof groups)[number] {
  if (/^wire\.|^bytes\.wire$|\.wire(?:PerSecond)?$/.test(name)) return "on the wire";
  if (/^(?:bytes|messages|coldStart|steady|infos\.bytes|infos\.sent)\.|^bound\.(?:bytes|overhead)$/.test(name)) {
    return "protobuf bytes";
  }
  if (/^(?:membership|settled|dissemination|age|bound)\./.test(name)) return "time";
  if (/^(?:connections|overlay|hops)\./.test(name)) return "overlay";
  return "other figures";
}

/** The first of at least one change, and how many more there are. */
function leading([first, ...more]: readonly Change[]): string {
  const [row] = figureTable([first!]).map((line) => line.replace(/ +/g, " "));
  return more.length === 0 ? row! : `${row}, and ${counted(more.length, "more figure")}`;
}
