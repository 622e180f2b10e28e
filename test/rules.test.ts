import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { rules } from "./protocol-rules.ts";
import { type Title, titlesOf } from "./titles.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Rules without a test. It may only shrink: one that has its test must go from here. */
const notYet: readonly string[] = [];

/** Rules that are about code: sections A and B, without what is a test itself. */
const ofCode = /^([A-CHK-NQSTV]\d|D\d|A\.|B\.)/;
/** A step of the original's own simulator. */
const inTestsOnly = "V4.5";

const known = new Set(rules.map(([rule]) => rule));
const tests = filesIn("test", ".test.ts").flatMap((file) =>
  titlesOf(readFileSync(join(root, file), "utf8")).map((title) => ({ file, title, cites: citedByTest(title) })),
);
const heads = filesIn("src", ".ts").map((file) => ({
  file,
  cites: citedByHead(readFileSync(join(root, file), "utf8")),
}));

describe("rules of the protocol", () => {
  test("every rule is cited by the title of a test", () => {
    const cited = new Set(tests.flatMap(({ cites }) => cites));
    const missing = rules.map(([rule]) => rule).filter((rule) => !cited.has(rule));
    expect(missing).toEqual(notYet);
  });

  test("what tests and source files cite exists", () => {
    const unknown = [...tests, ...heads].flatMap(({ file, cites }) =>
      cites.filter((rule) => !known.has(rule)).map((rule) => `${file}: ${rule}`),
    );
    expect(unknown).toEqual([]);
  });

  test("every file of the core says in its head which rules it holds", () => {
    const core = heads.filter(({ file }) => file.startsWith("src/gossip/") && !file.endsWith(".generated.ts"));
    expect(core.filter(({ cites }) => cites.length === 0).map(({ file }) => file)).toEqual([]);
  });

  test("every rule of sections A and B is held by a file", () => {
    const homeless = rules.map(([rule]) => rule).filter((rule) => ofCode.test(rule) && holders(rule).length === 0);
    expect(homeless).toEqual([inTestsOnly]);
  });

  test("docs/protocol-rules.md is fresh: `npm run rules` writes it", async () => {
    await expect(page()).toMatchFileSnapshot(join(root, "docs/protocol-rules.md"));
  });
});

describe("reading titles", () => {
  test("of all forms, those around and those of a table's rows", () => {
    const text = [
      'describe("S1: outer", () => {',
      '  test("one", () => {});',
      "  test.each([",
      '    ["a", 1],',
      '    ["b", 2],',
      '  ] as const)("%s is", () => {});',
      "});",
      "const rows = [",
      '  { topic: "x", size: 1 },',
      "];",
      'test.each(rows)("F: $topic", () => {});',
      "it(",
      "  'is \\'quoted\\'',",
      "  () => {},",
      ");",
    ].join("\n");
    expect(titlesOf(text)).toEqual([
      { own: "one", around: ["S1: outer"] },
      { own: "a is", around: ["S1: outer"] },
      { own: "b is", around: ["S1: outer"] },
      { own: "F: x", around: [] },
      { own: "is 'quoted'", around: [] },
    ]);
  });

  test("finds what they cite", () => {
    const cites = (own: string, ...around: string[]) => citedByTest({ own, around });
    expect(cites("D.3 27, 28, V4.1d, L7: x (B.12)")).toEqual(["D.3 27", "D.3 28", "B.12", "V4.1", "V4", "L7"]);
    expect(cites("G9v1", "S1: outer")).toEqual(["G9v1", "A.3"]);
    expect(cites("c", "S1, S2: outer")).toEqual(["S1", "S2"]);
    expect(cites("F: jitter")).toEqual(["F"]);
    expect(citedByHead("/**\n * Rules: T1 to T3, K6 (`x`, see N1), D.1 18; V7 elsewhere.\n */")).toEqual([
      "D.1 18",
      "T1",
      "T2",
      "T3",
      "K6",
    ]);
  });
});

/** A test cites what its own title names; one that names nothing, what the titles around it name. A step stands for its rule, too. */
function citedByTest({ own, around }: Title): string[] {
  const cites = citedBy(own);
  const all = cites.length > 0 ? cites : around.flatMap(citedBy);
  return [...new Set(all.flatMap((rule) => [rule, ruleOf(rule)]))];
}

/** `D.3 27, 28`, `B.12`, `V4.1d` (which is V4.1), `G9v1` (a vector of A.3), and `F:` at the beginning. */
function citedBy(title: string): string[] {
  const lines = [...title.matchAll(/\b(D\.[123]) (\d+(?:, \d+)*)/g)].flatMap(([, section, numbers]) =>
    numbers!.split(", ").map((number) => `${section} ${number}`),
  );
  const rest = title.replaceAll(/\bD\.[123] \d+(?:, \d+)*/g, "");
  const sections = [...rest.matchAll(/\b[AB]\.\d+\b/g)].map(([section]) => section);
  const steps = [...rest.matchAll(/\b([A-Z]\d+(?:v1)?)(\.\d+)?[a-d]?\b/g)].map(([, rule, step = ""]) => rule + step);
  const vectors = steps.some((rule) => rule.startsWith("G")) ? ["A.3"] : [];
  const versions = title.startsWith("F: ") ? ["F"] : [];
  return [...new Set([...lines, ...sections, ...steps, ...vectors, ...versions])];
}

/** The line `Rules: T1 to T4, B.12 (in part); what follows is for readers.` in a comment of a file. */
function citedByHead(text: string): string[] {
  const [, list] = /\bRules: ([^;]*?)(?:;|\.?\s*\*|\.?\n|\.$)/.exec(text.replaceAll(/\([^)]*\)/g, "")) ?? [];
  const expanded = (list ?? "").replaceAll(/\b([A-Z]\.?)(\d+) to \1(\d+)/g, (_, letter, first, last) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${letter}${Number(first) + i}`).join(", "),
  );
  return [...citedBy(expanded), ...(expanded === "F" ? ["F"] : [])];
}

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(ending))
    .sort();
}

function page(): string {
  const sections: readonly (readonly [title: string, of: RegExp])[] = [
    ["Rules", ofCode],
    ["Golden vectors", /^G/],
    ["Test catalogue", /^D\./],
    ["Known behaviours", /^E/],
    ["Versions", /^F$/],
  ];
  return [
    "# Where each rule of the protocol lives, and what tests it",
    "",
    "Written by `npm run rules` from `test/protocol-rules.ts`, from the heads of the files in `src`, and from the titles of the tests.",
    "The rules are those of the protocol's specification. A step (S4.1) lives where its rule lives.",
    "The versions are those of the presets; v1.1, of which the specification speaks too, has none: it is v2.0 with the timestamps of v1.0.",
    ...sections.flatMap(([title, of]) => ["", `## ${title}`, "", ...table(rules.filter(([rule]) => of.test(rule)))]),
    "",
  ].join("\n");
}

function table(of: typeof rules): string[] {
  const rows = of.map(([rule, says]) => [rule, says, holders(rule).map(code).join(", "), testsOf(rule)]);
  const hasHolders = rows.some(([, , files]) => files !== "");
  const head = ["rule", "what it says", "held by", "tests"];
  return [head, head.map(() => "---"), ...rows].map((row) => {
    const cells = hasHolders ? row : row.filter((_, i) => i !== 2);
    return `| ${cells.join(" | ")} |`;
  });
}

function holders(rule: string): string[] {
  if (rule === inTestsOnly) return [];
  return heads
    .filter(({ cites }) => cites.includes(rule) || cites.includes(ruleOf(rule)))
    .map(({ file }) => file.replace("src/", ""));
}

/** V4 for V4.1. */
function ruleOf(rule: string): string {
  return rule.replace(/^([A-Z]\d+)\.\d+$/, "$1");
}

/** By file, since the titles of one file often cite a rule several times. */
function testsOf(rule: string): string {
  const byFile = new Map<string, string[]>();
  for (const { file, title, cites } of tests) {
    if (!cites.includes(rule)) continue;
    const titles = byFile.get(file) ?? [];
    if (!titles.includes(title.own)) titles.push(title.own);
    byFile.set(file, titles);
  }
  return [...byFile]
    .map(([file, titles]) => `${code(file.replace("test/", ""))}: ${titles.map(escaped).join(" · ")}`)
    .join("<br>");
}

const code = (text: string) => `\`${text}\``;
const escaped = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
