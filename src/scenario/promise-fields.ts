import type * as z from "zod";
import { defaults } from "./defaults.ts";
import { amount, byteRate, duration, listOf, mapping, oneOf, share, size, text, word } from "./fields.ts";
import {
  distributions,
  type Figure,
  type FigureName,
  type FigureUnit,
  figureByName,
  figures,
  type Qualifier,
} from "./figures.ts";
import { show } from "./written.ts";

/**
 * What may stand under `expect`: for each figure, and for each distribution (meaning its worst value), one promise or a list of them.
 * `nodeNames` makes the field that names nodes.
 */
export function promiseFields<Nodes extends z.ZodType>(nodeNames: () => Nodes) {
  /** Figures of one unit and the same qualifiers are alike. */
  const kinds = new Map<string, ReturnType<typeof kindOf>>();
  const kindOf = (figure: Figure) => {
    const one = promise(figure, nodeNames);
    return oneOf({ one, several: listOf(one, "a list of promises", 1) }, (value) =>
      Array.isArray(value) ? "several" : "one",
    ).exactOptional();
  };
  const fieldOf = (figure: Figure) => {
    const key = `${figure.unit} ${figure.qualifiers} ${figure.name === hintsAtInfos}`;
    const kind = kinds.get(key) ?? kindOf(figure);
    kinds.set(key, kind);
    return kind.describe(`Promises about: ${figure.label}.`);
  };
  const names = figures.flatMap(({ name }) => distributions.filter((of) => name === `${of}.mean`).concat(name));
  const fields = Object.fromEntries(names.map((name) => [name, fieldOf(promisedFigure(name)!)]));
  return mapping(fields as Record<PromisedName, ReturnType<typeof fieldOf>>);
}

/** A figure, or a distribution. */
type PromisedName = FigureName | DistributionIn<FigureName>;
type DistributionIn<Name> = Name extends `${infer Distribution}.p50` ? Distribution : never;

/** The figure that a promise under this name is about; undefined for an unknown name. */
export function promisedFigure(name: string): Figure | undefined {
  return figureByName.get(name) ?? figureByName.get(`${name}.max`);
}

function promise<Nodes extends z.ZodType>({ name, unit, qualifiers }: Figure, nodeNames: () => Nodes) {
  const moment = (what: string) => duration().exactOptional().describe(what);
  const scopes = {
    keys: text("a pattern of keys").exactOptional().describe("Only of keys that fit this; `*` stands for anything."),
    nodes: nodeNames()
      .exactOptional()
      .describe("Only of these nodes: those that send, receive or hold, as the figure has it."),
    from: moment("Only from this moment on."),
    to: moment("Only before this moment."),
  };
  const has = (key: string) => qualifiers.includes(key === "from" || key === "to" ? "window" : (key as Qualifier));
  const kept = Object.fromEntries(Object.entries(scopes).filter(([key]) => has(key))) as Partial<typeof scopes>;
  const misplaced = Object.keys(scopes)
    .filter((key) => !has(key))
    .map((key): [string, string] => [key, withoutQualifier(name, key, qualifiers)]);
  return mapping(
    {
      max: bound[unit]().exactOptional().describe("The figure may not be more than this."),
      min: bound[unit]().exactOptional().describe("The figure may not be less than this."),
      over: word("worst", "mean", "median", "p95")
        .prefault(defaults.over)
        .describe("Which value of several seeds is meant; `p95`: that which all but 5 % of the seeds keep."),
      ...(kept as typeof scopes),
    },
    new Map(misplaced),
  );
}

/** In the units of figures. */
const bound: Record<FigureUnit, () => z.ZodType<number, string | number>> = {
  ns: duration,
  B: () => size(0, Number.MAX_SAFE_INTEGER),
  "B/s": byteRate,
  share,
  ratio: amount,
  count: amount,
};

/** `name` is of no account but for what it hints at: figures that are alike share their fields. */
function withoutQualifier(name: string, key: string, qualifiers: readonly Qualifier[]): string {
  const has = qualifiers.flatMap((qualifier) => (qualifier === "window" ? ["from", "to"] : [qualifier]));
  const instead = has.length === 0 ? "it is of the whole run alone" : `it can by ${has.join(", ")}`;
  const hint = name === hintsAtInfos && key === "keys" ? "; what keys make up is bytes.infos" : "";
  return `this figure cannot be measured by ${show(key)}; ${instead}${hint}`;
}

const hintsAtInfos = "bytes.total";
