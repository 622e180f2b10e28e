import { exactDuration, formatPercent } from "../kernel/units.ts";
import { type Outline, scenarioOutline } from "./outline.ts";
import { presets } from "./presets.ts";

type Version = keyof typeof presets;

/** The options of a version as a scenario would write them. */
export function presetOptions(version: Version): ReadonlyMap<string, unknown> {
  const { preset, ...options } = presets[version];
  const fields = fieldsOf(fieldsOf(scenarioOutline()).get("protocol")!);
  return new Map(Object.entries(options).map(([name, value]) => [name, written(value, fields.get(name))]));
}

function fieldsOf({ kind }: Outline): ReadonlyMap<string, Outline> {
  return kind.type === "mapping" ? kind.fields : new Map();
}

function written(value: unknown, field: Outline | undefined): unknown {
  if (typeof value !== "number" || field?.kind.type !== "value") return value;
  const [title, word] = String(field.kind.schema.title).split(" or ");
  if (value === Number.POSITIVE_INFINITY) return word;
  if (title === "duration") return exactDuration(value);
  return title === "percentage" ? formatPercent(value) : value;
}
