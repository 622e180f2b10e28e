import * as z from "zod";
import {
  parseByteRate,
  parseDuration,
  parseFactor,
  parseFraction,
  parseOffset,
  parsePpm,
  parseRate,
  parseShareRate,
  parseSize,
  parseSpeed,
  QuantityError,
  unitNames,
} from "../kernel/units.ts";
import { nearestName, suggestion } from "./nearest-name.ts";
import { show } from "./written.ts";

/**
 * The kinds of fields that the schema is made of. Each says in one sentence what it expects, whatever is wrong; a message
 * that is about a missing field stops before "found".
 */

/** A whole number within bounds, both included. */
export function whole(min: number, max: number) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  const error = expected(`a whole number ${range}`);
  return z.int(error).min(min, error).max(max, error);
}

/** A number without a unit, within bounds, both included. */
export function real(min: number, max: number) {
  const error = expected(`a number from ${min} to ${max}`);
  return z.number(error).min(min, error).max(max, error);
}

export function yesOrNo() {
  return z.boolean(expected("true or false"));
}

/** One of a few words. */
export function word<const W extends readonly [string, ...string[]]>(...words: W) {
  return z.enum(words, expected(list(words)));
}

export function text(what: string) {
  return z.string(expected(what));
}

/** Text that has to look a certain way. */
export function pattern(what: string, regex: RegExp) {
  return z.string(expected(what)).regex(regex, expected(what));
}

/** The path of a file, relative to the file in which it is written. */
export function filePath(what: string) {
  return text(`the path of ${what}`).meta({ title: "path" });
}

/** Whole nanoseconds; a bare 0 needs no unit. */
export function duration() {
  const input = z
    .union([z.string(), z.literal(0)], expected('a duration with its unit such as "60 s"'))
    .meta(written("duration", "duration", ["100 ms", "60 s"]));
  return input.transform((written, context) => (written === 0 ? 0 : quantity(parseDuration, written, context)));
}

/** A duration that may not be zero. */
export function span() {
  return duration().transform((nanoseconds, context) => {
    if (nanoseconds === 0) context.addIssue({ code: "custom", message: "expected a duration longer than 0 s" });
    return nanoseconds;
  });
}

/** A span, or `word` for one that never ends. */
export function spanOr(word: string) {
  return z
    .union([z.string(), z.literal(0)], expected(`a duration with its unit such as "60 s", or ${word}`))
    .meta(written(`duration or ${word}`, "duration", ["2 s", word]))
    .transform((written, context) => {
      if (written === word) return Number.POSITIVE_INFINITY;
      const nanoseconds = written === 0 ? 0 : quantity(parseDuration, written, context);
      if (nanoseconds === 0) {
        context.addIssue({ code: "custom", message: `expected a duration longer than 0 s, or ${word}` });
      }
      return nanoseconds;
    });
}

/** A duration that may be negative. */
export function offset() {
  const input = z.union([z.string(), z.literal(0)], expected('a duration with its unit such as "-250 ms"'));
  return input.transform((written, context) => (written === 0 ? 0 : quantity(parseOffset, written, context)));
}

/** A ratio in parts per million, at most so many either way. */
export function ppm(most: number) {
  return z.string(expected('a ratio such as "50 ppm"')).transform((written, context) => {
    const ratio = quantity(parsePpm, written, context);
    if (Math.abs(ratio) * 1e6 > most) {
      context.addIssue({
        code: "custom",
        message: `expected from -${most} ppm to ${most} ppm, found ${show(written)}`,
      });
    }
    return ratio;
  });
}

/** A factor within bounds, both included, written as `x10`. */
export function factor(min: number, max: number) {
  return z.string(expected('a factor such as "x10"')).transform((written, context) => {
    const value = quantity(parseFactor, written, context);
    if (value < min || value > max) {
      context.addIssue({
        code: "custom",
        message: `expected a factor from x${min} to x${max}, found ${show(written)}`,
      });
    }
    return value;
  });
}

/** The share in a nanosecond, more than none, written as `5 %/min`. */
export function shareRate() {
  return z.string(expected('a rate such as "5 %/min"')).transform((written, context) => {
    const rate = quantity(parseShareRate, written, context);
    if (rate === 0) context.addIssue({ code: "custom", message: "expected more than 0 %" });
    return rate;
  });
}

/** Whole bytes within bounds, both included. */
export function size(min: number, max: number) {
  const input = z
    .string(expected('a size with its unit such as "64 KiB"'))
    .meta(written("size", "size", ["64 B", "4 KiB"]));
  return input.transform((written, context) => {
    const bytes = quantity(parseSize, written, context);
    if (bytes < min || bytes > max) {
      const message = `expected a size from ${min} B to ${max} B, found ${show(written)}`;
      context.addIssue({ code: "custom", message });
    }
    return bytes;
  });
}

/** Bits per second, more than none; Infinity when `unlimited`. */
export function rate() {
  const input = z
    .string(expected('a rate with its unit such as "1 Gbit/s", or unlimited'))
    .meta(written("rate or unlimited", "rate", ["1 Gbit/s", "unlimited"]));
  return input.transform((written, context) => {
    if (written === "unlimited") return Number.POSITIVE_INFINITY;
    const bitsPerSecond = quantity(parseRate, written, context);
    if (bitsPerSecond < 1) context.addIssue({ code: "custom", message: "expected a rate of at least 1 bit/s" });
    return bitsPerSecond;
  });
}

/** Metres per second. */
export function speed() {
  return z.string(expected('a speed with its unit such as "200 km/ms"')).transform((written, context) => {
    const metresPerSecond = quantity(parseSpeed, written, context);
    // Nothing is faster than light, and what is slower than sound is another unit than was meant.
    if (metresPerSecond < 1e3 || metresPerSecond > 299_792_458) {
      const message = `expected a speed from 1 km/s to that of light, 299.792458 km/ms, found ${show(written)}`;
      context.addIssue({ code: "custom", message });
    }
    return metresPerSecond;
  });
}

/** Bytes per second. */
export function byteRate() {
  return z
    .string(expected('a rate with its unit such as "3 KiB/s"'))
    .meta(written("rate", "rate", ["3 KiB/s"]))
    .transform((written, context) => quantity(parseByteRate, written, context));
}

/** A number without a unit that is not negative. */
export function amount() {
  const error = expected("a number of at least 0, without a unit");
  return z.number(error).min(0, error);
}

/** A share from 0 to 1, written as a percentage. */
export function share() {
  const input = z.string(expected('a percentage such as "10 %"')).meta(written("percentage", "fraction", ["10 %"]));
  return input.transform((written, context) => {
    const fraction = quantity(parseFraction, written, context);
    if (fraction > 1) context.addIssue({ code: "custom", message: `expected at most 100 %, found ${show(written)}` });
    return fraction;
  });
}

export function listOf<Item extends z.ZodType>(item: Item, what: string, min = 0) {
  return z
    .array(item, expected(what))
    .min(min, { error: ({ input }) => `expected ${what} with at least ${min}, found ${(input as unknown[]).length}` });
}

/**
 * A mapping with these keys and no others. An issue about unknown keys has one line of message for each; `misplaced` says it of keys
 * that a reader may well look for here.
 */
export function mapping<Shape extends z.ZodRawShape>(shape: Shape, misplaced: ReadonlyMap<string, string> = new Map()) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => misplaced.get(key) ?? unknownKey(key, known)).join("\n")
        : found(`a mapping with keys such as ${show(known[0])}`, issue.input),
  });
}

/** A mapping with these keys, which need not be there, and any others, whose values are all of one kind. */
export function mappingAndMore<Shape extends z.ZodRawShape, More extends z.ZodType>(shape: Shape, more: More) {
  return z.object(shape, expected(`a mapping with keys such as ${show(Object.keys(shape)[0])}`)).catchall(more);
}

/** The forms of a field that has several. */
export interface Forms {
  readonly forms: Readonly<Record<string, z.ZodType>>;
  readonly pick: Pick;
}

/** Tells from a value which form was meant, or says what was expected when it was none of them. */
type Pick<Name extends string = string> = (
  value: unknown,
) => Name | { readonly expected: string; readonly found?: string };

/** By what such a field takes in, of which zod knows nothing; for those who read the schema as data. */
export const formsOf = new WeakMap<z.ZodType, Forms>();

/** One of several forms. `pick` tells which was meant, so that messages speak of that form alone. */
export function oneOf<const Alternatives extends Record<string, z.ZodType>>(
  forms: Alternatives,
  pick: Pick<keyof Alternatives & string>,
) {
  type Form = Alternatives[keyof Alternatives & string];
  type Output = z.output<Form>;
  // Anything may be written; what may be written without a mistake are the forms.
  const written = z.unknown() as z.ZodType<unknown> as z.ZodType<unknown, z.input<Form>>;
  formsOf.set(written, { forms, pick });
  return written.transform((value, context): Output => {
    const form = pick(value);
    if (typeof form !== "string") {
      const message =
        form.found === undefined ? found(form.expected, value) : `expected ${form.expected}, found ${form.found}`;
      context.addIssue({ code: "custom", message: message + misspeltKey(value, Object.values(forms)) });
      return z.NEVER;
    }
    const result = forms[form]!.safeParse(value);
    if (result.success) return result.data as Output;
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return z.NEVER;
  });
}

/** For the end of a message about a mapping that is none of the forms: the key that was most likely meant. */
function misspeltKey(value: unknown, forms: readonly z.ZodType[]): string {
  const known = forms.flatMap((form) => (form instanceof z.ZodObject ? Object.keys(form.shape) : []));
  const unknown = isMapping(value) ? Object.keys(value).filter((key) => !known.includes(key)) : [];
  const near = unknown.flatMap((key) => nearestName(key, known) ?? []);
  return near.length === 0 ? "" : `; did you mean ${show(near[0])}?`;
}

/** A mapping with any keys, whose values are all of one kind. */
export function anyKeys<Value extends z.ZodType>(value: Value, what: string) {
  return z.record(z.string(), value, expected(what));
}

/** One of several mappings, told apart by the one key that each must have and no other may. */
export function oneKind<const Kinds extends Record<string, z.ZodType>>(kinds: Kinds) {
  const keys = Object.keys(kinds) as (keyof Kinds & string)[];
  return oneOf(kinds, (value) => {
    const written = keys.find((key) => hasKey(value, key));
    // A misspelt key still tells which kind was meant, whose message will then name it.
    const meant = isMapping(value) ? Object.keys(value).map((key) => nearestName(key, keys)) : [];
    const misspelt = meant.find((key) => key !== undefined) as (keyof Kinds & string) | undefined;
    const expected = `a mapping with the key ${list(keys)}`;
    return written ?? misspelt ?? (isMapping(value) ? { expected, found: "none of them" } : { expected });
  });
}

export function hasKey(value: unknown, key: string): boolean {
  return isMapping(value) && Object.hasOwn(value, key);
}

export function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `a, b or c` */
function list(words: readonly string[]): string {
  const head = words.slice(0, -1).join(", ");
  return head === "" ? words.join() : `${head} or ${words.at(-1)}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key ${show(key)}${suggestion(key, known)}`;
}

function expected(what: string) {
  return { error: (issue: { readonly input?: unknown }) => found(what, issue.input) };
}

function found(what: string, value: unknown): string {
  return value === undefined ? `expected ${what}` : `expected ${what}, found ${show(value)}`;
}

/** What a quantity looks like, and is called, for those who read the schema as data. Other words stand after `or`. */
function written(title: string, units: keyof typeof unitNames, examples: string[]) {
  const [, word] = title.split(" or ");
  const number = "\\+?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?";
  const quantity = `\\s*${number}\\s*(${unitNames[units].join("|")})\\s*`;
  return { title, pattern: word === undefined ? `^${quantity}$` : `^(${quantity}|${word})$`, examples };
}

function quantity(parse: (text: string) => number, written: string, context: z.RefinementCtx): number {
  try {
    return parse(written);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
    return z.NEVER;
  }
}
