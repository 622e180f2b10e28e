import type * as z from "zod";
import { defaults } from "./defaults.ts";
import { filePath, hasKey, isMapping, mapping, oneOf, real, share, word } from "./fields.ts";
import { parseLatencies } from "./measured-latencies.ts";
import type { ReadFileAt } from "./named-file.ts";
import type { Problems } from "./problems.ts";
import type { JitterSettings } from "./scenario.ts";
import { show } from "./written.ts";

const kinds = ["uniform", "normal", "lognormal", "exponential", "pareto", "empirical"] as const;

/** `network.jitter`. */
export const jitterSchema = oneOf(
  {
    none: word("none"),
    uniform: mapping({
      kind: word("uniform").describe("Uniform."),
      spread: share().describe("The factor lies from 1 minus to 1 plus this."),
    }),
    normal: mapping({
      kind: word("normal").describe("Normal."),
      deviation: share().describe("Standard deviation of the factor, before it is cut off."),
      least: share()
        .prefault(defaults.leastJitter)
        .describe("The factor is never below this, nor as far above 1, so that its mean stays 1."),
    }),
    lognormal: mapping({
      kind: word("lognormal").describe("Log-normal."),
      sigma: real(0, 3).describe("Deviation of the logarithm of the factor, whose mean is 1."),
    }),
    exponential: mapping({
      kind: word("exponential").describe("A fixed part, and an exponential one on top of it."),
      share: share().describe("How much of the mean latency is the exponential part; 100 % for all of it."),
    }),
    pareto: mapping({
      kind: word("pareto").describe("Pareto: mostly a little less than the mean, seldom much more."),
      shape: real(1.5, 100).describe(
        "Exponent of the tail: the smaller, the heavier; up to 2 the variance is infinite. The least factor is 1 - 1 / shape.",
      ),
    }),
    empirical: mapping({
      kind: word("empirical").describe("As measured."),
      file: filePath("a CSV file").describe(
        "CSV file, relative to this one: a header `ms` or `factor` and one measured latency a line, or `quantile,ms` or `quantile,factor` and quantiles from 0 to 1. Only their shape counts: they are divided by their mean.",
      ),
    }),
  },
  (value) => {
    if (value === "none") return "none";
    if (!isMapping(value)) return { expected: "none or a mapping such as { kind: lognormal, sigma: 0.1 }" };
    const kind = hasKey(value, "kind") ? (value as { kind: unknown }).kind : undefined;
    const known = kinds.find((name) => name === kind);
    return (
      known ?? { expected: `a kind that is ${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)}`, found: show(kind) }
    );
  },
);

type Declared = z.output<typeof jitterSchema>;

export function resolveJitter(
  declared: Declared,
  { readFileAt, problems }: { readFileAt: ReadFileAt; problems: Problems },
): JitterSettings {
  const path = ["network", "jitter"];
  if (declared === "none") return { kind: "none" };
  if (declared.kind === "normal" && declared.deviation + declared.least > 1) {
    problems.add([...path, "deviation"], 'expected at most 100 % less "least": most factors would be cut off');
  }
  if (!("file" in declared)) return declared as JitterSettings;
  const { file, text } = readFileAt([...path, "file"]);
  return { kind: "empirical", quantiles: parseLatencies(file, text) };
}
