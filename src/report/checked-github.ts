import { attribute } from "./attribution.ts";
import { type CheckedScenario, outcomeOf, type Recording } from "./checked.ts";
import { headline } from "./checked-headline.ts";
import { attributionInWords } from "./comparison-text.ts";
import { counted } from "./figure.ts";

/**
 * Workflow commands that make GitHub show an annotation at each scenario that is not kept; with recording, what was recorded.
 * `fileOf` names a scenario's file from the root of the repository.
 */
export function checkedGithub(
  all: readonly CheckedScenario[],
  recording: Recording,
  fileOf = (file: string) => file,
): string {
  const told = all.filter((checked) => isTold(checked, recording));
  const most = told.length > mostShown ? mostShown - 1 : mostShown;
  const lines = told.slice(0, most).map((checked) => annotation(checked, recording, fileOf));
  const rest = told.slice(most);
  if (rest.length > 0) {
    const names = rest.map(({ name }) => name).join(", ");
    const title = `gossipsim: ${counted(rest.length, "more scenario")}`;
    lines.push(command(rest.some(isBroken) || recording === "none" ? "error" : "notice", { title }, names));
  }
  return lines.map((line) => `${line}\n`).join("");
}

/** GitHub shows no more of one kind for one step. */
const mostShown = 10;

function isTold(checked: CheckedScenario, recording: Recording): boolean {
  if (outcomeOf(checked) !== "kept") return true;
  return recording === "done" && checked.comparison?.verdict !== "same";
}

function isBroken(checked: CheckedScenario): boolean {
  const outcome = outcomeOf(checked);
  return outcome === "broken" || outcome === "failed";
}

function annotation(checked: CheckedScenario, recording: Recording, fileOf: (file: string) => string): string {
  const file = fileOf(checked.file);
  const level = isBroken(checked) || recording === "none" ? "error" : "notice";
  const title = `gossipsim: ${checked.name} ${titleWord(checked, recording)}`;
  return command(level, { file, title }, lines(checked).join("\n"));
}

function titleWord(checked: CheckedScenario, recording: Recording): string {
  if (isBroken(checked)) return outcomeOf(checked) === "failed" ? "failed" : "breaks a promise";
  if (recording === "done") return checked.comparison === null ? "recorded" : "recorded anew";
  return "changed";
}

function lines(checked: CheckedScenario): string[] {
  const { failed, promises, comparison, parting } = checked;
  const head = headline(checked);
  if (failed.length > 0) return [head, ...failed.map(({ seed, reason }) => `seed ${seed}: ${reason}`)];
  const broken = promises.filter(({ isKept }) => !isKept).map(({ label, words }) => `${label}: ${words}`);
  const from = comparison === null ? [] : attribute(comparison).map(attributionInWords);
  const first = parting === null ? [] : [`first difference: seed ${parting.seed}: ${parting.words}`];
  return [head, ...broken, ...from, ...first];
}

/** In the form, and with the escapes, of GitHub's workflow commands. */
function command(name: "error" | "notice", properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(value)}`);
  return `::${name} ${written.join(",")}::${escaped(message)}`;
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
