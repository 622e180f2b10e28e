import { distributions, figureByName } from "./figures.ts";

/** The steps of the path of a `--set`. Names of figures, and of fields that are swept, have dots in them and are one step all the same. */
export function overridePath(text: string): string[] {
  const [, sweep, swept] = /^(sweep(?:\.together\.\d+)?)\.(.+)$/.exec(text) ?? [];
  if (sweep !== undefined && swept !== undefined) {
    const isOwn = sweep === "sweep" && /^(?:together|sample|figures)\b/.test(swept);
    return [...sweep.split("."), ...(isOwn ? swept.split(".") : [swept])];
  }
  const [, parent, rest] = /^(expect|baseline\.tolerance)\.(.+)$/.exec(text) ?? [];
  if (parent === undefined || rest === undefined) return text.split(".");
  if (parent !== "expect") return [...parent.split("."), rest];
  const steps = rest.split(".");
  const isFigure = (name: string) => figureByName.has(name) || distributions.includes(name);
  // `dissemination.t99.max` is the `max` of what is promised of `dissemination.t99`: something follows the name where it can.
  const lengths = [...steps.keys()].reverse().concat(steps.length);
  const length = lengths.find((count) => isFigure(steps.slice(0, count).join("."))) ?? 1;
  return [parent, steps.slice(0, length).join("."), ...steps.slice(length)];
}
