import { formatFigure } from "../../report/figure.ts";

/** "about 5 s", "at least 2 min 10 s". */
export function timeInWords({
  milliseconds,
  isLeast,
}: {
  readonly milliseconds: number;
  readonly isLeast: boolean;
}): string {
  const time = formatFigure(Math.max(1, Math.ceil(milliseconds / 1000)) * 1e9, "ns");
  return `${isLeast ? "at least" : "about"} ${time}`;
}
