/**
 * A figure in a sentence on a study says where it is from: `{1.15 GiB = coldStart.bytes at 200, v2.1}`. After `at` stand the levels of all axes that vary, in
 * their order. There are three kinds, a figure being its mean over the seeds:
 *
 *   {1.15 GiB = coldStart.bytes at 200, v2.1}                the figure as reports write it, a count
 *   {5.3 = coldStart.bytes at 200, v2.0 / at 200, v2.1}      how many times the second the first is; `{19 % = …}` as a percentage
 *   {3.1 = exponent of coldStart.bytes at v2.1}              of its power law along the axis whose level is left out
 *
 * Counts, and the last two, have as many digits as the sentence wants.
 */
const quote = /\{([^{}=]+?)\s+=\s+([^{}]+)\}/g;

/** The sentences as a reader has them. */
export function withoutSources(text) {
  return text.replace(quote, "$1");
}

/** A line for each figure in the text that is not what `result`, a `sweep.json`, says; `formatFigure` writes a value with its unit. */
export function wrongQuotes(text, result, formatFigure) {
  return [...text.replace(/\s+/g, " ").matchAll(quote)].flatMap(([, quoted, from]) => {
    const shown = shownOf(from, quoted, result, formatFigure);
    return shown === quoted ? [] : [`says ${quoted} of ${from}, which is ${shown}`];
  });
}

/** How many figures the text has from a sweep. */
export function countQuotes(text) {
  return [...text.matchAll(quote)].length;
}

/** What stands at the source, written as what was quoted is. */
function shownOf(source, quoted, result, formatFigure) {
  const [, law, figure, first, second] = /^(exponent of )?(\S+) at ([^/]+?)(?: \/ at (.+))?$/.exec(source) ?? [];
  const unit = result.figures.find(({ name }) => name === figure)?.unit;
  if (unit === undefined) return "of no figure of this sweep";
  const at = (levels) => meanAt(figure, levels, result);
  const value =
    law !== undefined
      ? exponentOf(figure, first, result)
      : second === undefined
        ? at(first)
        : quotient(at(first), at(second));
  if (value === null) return "nothing";
  if (law === undefined && second === undefined && unit !== "count") return formatFigure(value, unit);
  return quoted.endsWith(" %") ? `${asPrecise(100 * value, quoted)} %` : asPrecise(value, quoted);
}

/** Null where there is no such point, or not every seed has a value. */
function meanAt(figure, levels, { axes, points }) {
  const point = points.find((point) => labelsOf(point.levels, axes).join(", ") === levels);
  const found = point?.figures[figure];
  return found === undefined || found.missing.length > 0 ? null : found.mean;
}

function quotient(a, b) {
  return a === null || b === null || b === 0 ? null : a / b;
}

function exponentOf(figure, levels, { axes, points, growth }) {
  const found = growth.find((one) => {
    const along = axes.findIndex(({ name }) => name === one.axis);
    const others = labelsOf(points[one.points[0]].levels.toSpliced(along, 1), axes.toSpliced(along, 1));
    return one.figure === figure && others.join(", ") === levels;
  });
  return found?.law?.exponent ?? null;
}

/** The axes that have one level only are left out. */
function labelsOf(levels, axes) {
  return axes.flatMap((axis, index) => (axis.levels.length > 1 ? [axis.levels[levels[index]].label] : []));
}

/** With as many digits behind the point as the quoted number has. */
function asPrecise(value, quoted) {
  return value.toFixed(/\.(\d+)/.exec(quoted)?.[1].length ?? 0);
}
