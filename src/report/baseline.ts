import { parse } from "yaml";
import { fnv1a } from "./fnv.ts";
import type { Recorded } from "./record.ts";

/**
 * A baseline as text: YAML with a line for each figure, the seeds side by side, so that a changed figure is a changed line.
 * The last line is a digest of all others: what was cut off, merged or edited by hand is noticed. `recordedBy` is the command
 * that records it.
 */
export function serializeBaseline({ scenario, settings, runs }: Recorded, recordedBy: string): string {
  const names = [...new Set(runs.flatMap(({ figures }) => Object.keys(figures)))];
  const lines = [
    "# What later runs are held against. Times in nanoseconds, sizes in bytes; a column for each seed.",
    `# Recorded by: ${recordedBy}`,
    `format: ${format}`,
    `scenario: ${scenario}`,
    `settings: "${settings}"`,
    `seeds: [${runs.map(({ seed }) => seed).join(", ")}]`,
    "figures:",
    ...names.map((name) => `  ${quoted(name)}: [${runs.map(({ figures }) => written(figures[name])).join(", ")}]`),
    "runs:",
    ...runs.flatMap(({ seed, fingerprint, course }) => [
      `  - { seed: ${seed}, fingerprint: "${fingerprint}", events: ${course.events}, marks: "${course.marks}" }`,
    ]),
  ];
  const text = `${lines.join("\n")}\n`;
  return `${text}digest: "${fnv1a(text)}"\n`;
}

/** A file that is no baseline, or none that can be read. The message says why, without naming the file. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
  /** Recording it anew is the remedy: not where somebody else can read it. */
  readonly isReplaceable: boolean;

  constructor(message: string, isReplaceable = true) {
    super(message);
    this.isReplaceable = isReplaceable;
  }
}

/** Throws `BaselineError`. */
export function parseBaseline(text: string): Recorded {
  // Git may have turned the line ends into those of another system.
  const lines = text.replaceAll("\r\n", "\n");
  const conflict = /^(?:<<<<<<<|=======|>>>>>>>)/m.exec(lines);
  if (conflict !== null) throw new BaselineError(`line ${lineOf(lines, conflict.index)} is what a merge has left open`);
  const found = /^format: (.*)$/m.exec(lines)?.[1];
  if (found === undefined) throw new BaselineError("it is not a baseline: no line says its format");
  if (found !== format) throw otherFormat(found);
  const [, body, digest] = /^([\s\S]*\n)digest: "([0-9a-f]{8})"\n$/.exec(lines) ?? [];
  if (body === undefined) throw new BaselineError("its end is missing");
  if (fnv1a(body) !== digest) throw new BaselineError("it was changed since it was recorded: its digest does not fit");
  return recordedIn(parse(body) as Document);
}

const format = "gossipsim-baseline/1";

function otherFormat(found: string): BaselineError {
  const [, version] = /^gossipsim-baseline\/(\d{1,9})$/.exec(found) ?? [];
  if (version === undefined) {
    return new BaselineError(`it is not a baseline: its format is ${JSON.stringify(found.slice(0, 60))}`);
  }
  if (Number(version) < 1) return new BaselineError(`its format ${found} is older than ${format}, which is read here`);
  return new BaselineError(`its format ${found} is of a newer gossipsim; this one reads ${format}`, false);
}

/** As `serializeBaseline` writes it: the digest vouches for it. */
interface Document {
  readonly scenario: string;
  readonly settings: string;
  readonly figures: Readonly<Record<string, readonly (number | null)[]>>;
  readonly runs: readonly {
    readonly seed: number;
    readonly fingerprint: string;
    readonly events: number;
    readonly marks: string;
  }[];
}

function recordedIn({ scenario, settings, figures, runs }: Document): Recorded {
  return {
    scenario,
    settings,
    runs: runs.map(({ seed, fingerprint, events, marks }, column) => ({
      seed,
      fingerprint,
      course: { events, marks },
      figures: Object.fromEntries(Object.entries(figures).map(([name, values]) => [name, values[column]!])),
    })),
  };
}

/** A name that YAML could take for something else stands in quotes; the keys of infos may hold anything. */
function quoted(name: string): string {
  return /^[a-z][\w.-]*$/i.test(name) ? name : JSON.stringify(name);
}

/** Only the keys of infos differ from seed to seed: where there were none, none were sent. */
function written(value: number | null | undefined = 0): string {
  return value === Number.POSITIVE_INFINITY ? ".inf" : JSON.stringify(value);
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
