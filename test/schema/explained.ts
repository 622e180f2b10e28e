import type { Outline } from "../../src/scenario/outline.ts";
import { presetOptions } from "../../src/scenario/preset-options.ts";
import { presets } from "../../src/scenario/presets.ts";
import { reasonFor } from "./reasons.ts";

/** What a field means, what holds when it is not written, and why. */
export function explained(outline: Outline, path: string): string {
  const { description } = outline;
  const value = defaultOf(outline, path);
  if (value === "") return description;
  const reason = reasonFor(description);
  return `${description} Default: ${value}.${reason === undefined ? "" : ` ${reason}`}`;
}

/** In words; empty where nothing has to hold, or where what is within says it. */
export function defaultOf({ default: value }: Outline, path: string): string {
  if (value === undefined) return byVersion(path);
  const isEmpty = typeof value === "object" ? JSON.stringify(value) === "{}" : value === "";
  return isEmpty ? "" : code(value);
}

const versions = Object.keys(presets).reverse() as (keyof typeof presets)[];

/** An option of the protocol has that of its version. */
function byVersion(path: string): string {
  const [section, option] = path.split(".");
  const values = versions.map((version) => presetOptions(version).get(option ?? ""));
  if (section !== "protocol" || values[0] === undefined) return "";
  if (new Set(values).size === 1) return code(values[0]);
  return versions.map((version, index) => `${code(values[index])} in ${version}`).join(", ");
}

const code = (value: unknown) => `\`${typeof value === "object" ? JSON.stringify(value) : String(value)}\``;
