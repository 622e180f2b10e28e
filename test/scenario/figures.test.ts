import { expect, test } from "vitest";
import { type Figure, figures } from "../../src/scenario/figures.ts";

const units: Record<Figure["unit"], string> = {
  ns: "time",
  B: "bytes",
  "B/s": "bytes a second",
  share: "share",
  ratio: "ratio",
  count: "count",
};

test("the page lists every figure; `npx vitest run test/scenario/figures.test.ts --update` writes the list anew", async () => {
  const cells = ({ name, label, unit, worse, qualifiers, always }: Figure) => [
    `\`${name}\``,
    label,
    units[unit],
    worse === "neither" ? "–" : worse,
    qualifiers.flatMap((qualifier) => (qualifier === "window" ? ["from", "to"] : [qualifier])).join(", "),
    always ? "" : "may be without",
  ];
  const head = ["name", "what it is", "unit", "worse", "parts", "value"];
  const rows = [head, head.map(() => "---"), ...figures.map(cells)].map((row) => `| ${row.join(" | ")} |`);
  const text = `# All figures\n\nWhat they mean is in [measurements.md](measurements.md). This list is written by \`test/scenario/figures.test.ts\`.\n\n${rows.join("\n")}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/figures.md");
});
