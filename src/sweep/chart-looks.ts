/** How one line among several is drawn: by shade, dashes and the shape of its points, any of which alone tells it from its neighbours. */
export interface Look {
  readonly colour: string;
  /** The same, for an area through which others can be seen. */
  readonly pale: string;
  readonly dash: readonly number[];
  readonly shape: "circle" | "rect" | "triangle" | "rectRot";
  /** Of the shape, in degrees. */
  readonly turn: number;
}

/** More lines than this nobody can tell apart. */
export const mostLines = 12;

/** What all datasets of lines say, those without points too. */
export function lineLook(label: string, { colour, dash }: Pick<Look, "colour" | "dash">) {
  return {
    label,
    borderColor: colour,
    backgroundColor: colour,
    borderDash: [...dash],
    pointRadius: 0,
    clip: 2,
  };
}

/** In even steps from dark to light. */
export function looksOf(count: number): Look[] {
  // The lightest is for many: few lines do without.
  const last = Math.max(1, count - 1) * (count <= 3 ? 1.3 : 1);
  const opacity = count <= 4 ? 0.2 : 0.12;
  return Array.from({ length: count }, (_, index) => {
    const shade = shadeAt(index / last).join(", ");
    const { shape, turn } = shapes[index % shapes.length]!;
    const dash = dashes[index % dashes.length]!;
    return { colour: `rgb(${shade})`, pale: `rgba(${shade}, ${opacity})`, dash, shape, turn };
  });
}

/** Those of all charts, with one between; from dark to light also in grey. */
const ramp = [
  [23, 63, 95],
  [122, 64, 105],
  [209, 96, 61],
  [239, 181, 74],
] as const;

const dashes = [[], [9, 5], [3, 4], [12, 4, 3, 4]] as const;

/** One more than dashes, so that the pairs of both repeat late. */
const shapes = [
  { shape: "circle", turn: 0 },
  { shape: "rect", turn: 0 },
  { shape: "triangle", turn: 0 },
  { shape: "rectRot", turn: 0 },
  { shape: "triangle", turn: 180 },
] as const;

/** Red, green and blue; `place` from 0 (dark) to 1 (light). */
function shadeAt(place: number): number[] {
  const step = Math.min(ramp.length - 2, Math.floor(place * (ramp.length - 1)));
  const part = place * (ramp.length - 1) - step;
  return ramp[step]!.map((value, index) => Math.round(value + (ramp[step + 1]![index]! - value) * part));
}
