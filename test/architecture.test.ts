import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));

/** What each folder may import beside itself: other folders, and packages. Types alone: "type:". */
const allowed: Record<string, readonly string[]> = {
  kernel: ["seedrandom"],
  gossip: ["protobufjs", "crc-32", "long"],
  network: ["kernel", "snappy"],
  scenario: [
    "kernel",
    "yaml",
    "zod",
    "fast-xml-parser",
    "graphology",
    "graphology-components",
    "graphology-shortest-path",
  ],
  simulation: ["kernel", "gossip", "network", "scenario"],
  measure: ["kernel", "network", "simulation", "scenario", "type:gossip"],
  report: [
    "kernel",
    "scenario",
    "measure",
    "yaml",
    "chart.js",
    "chartjs-node-canvas",
    "dejavu-fonts-ttf",
    "fast-xml-builder",
  ],
  sweep: ["kernel", "scenario", "measure", "report", "chart.js"],
  cli: [
    "kernel",
    "scenario",
    "simulation",
    "measure",
    "report",
    "sweep",
    "yargs",
    "piscina",
    "crc-32",
    "zod",
    "bullmq",
    "ioredis",
    "node",
  ],
  library: ["scenario", "report", "cli", "node"],
  "index.ts": ["kernel", "scenario", "measure", "report", "library"],
};

/** Files in which the machine may be touched: charts need a native library and a font file. */
const impure = (file: string) => /^(?:cli|library)\//.test(file) || file === "report/png.ts";

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, folder: file.split("/")[0]!, text: readFileSync(join(src, file), "utf8") }));

describe("layers", () => {
  test.each(files)("$file imports what its layer may", ({ file, folder, text }) => {
    const wrong = importsOf(text)
      .map(({ source, typeOnly }) => ({ target: targetOf(file, source), typeOnly }))
      .filter(({ target }) => target !== folder && !(target === "node" && impure(file)))
      .filter(({ target, typeOnly }) => !allows(folder, target, typeOnly));
    expect(wrong).toEqual([]);
  });

  test("sees the imports of all forms", () => {
    const text =
      'import a from "x";\nimport type { b } from "y/z.js";\nexport { c } from "../k/l.ts";\nawait import("m");';
    expect(importsOf(text)).toEqual([
      { source: "x", typeOnly: false },
      { source: "y/z.js", typeOnly: true },
      { source: "../k/l.ts", typeOnly: false },
      { source: "m", typeOnly: false },
    ]);
  });
});

const forbidden: readonly { what: string; pattern: RegExp; except?: readonly string[] }[] = [
  { what: "the date", pattern: /\bDate\b/ },
  { what: "engine randomness", pattern: /\bMath\.random\b|\bcrypto\b/ },
  { what: "a power", pattern: /\bMath\.pow\b|\*\*/ },
  { what: "the machine", pattern: /\b(process|console|setTimeout|setInterval|performance)\s*[.(]/ },
  {
    what: "a transcendental function",
    pattern: /\bMath\.(log|log2|log10|log1p|exp|expm1|sin|cos|tan|asin|acos|atan|atan2|cbrt|sinh|cosh|tanh)\b/,
    // The last one is of results, and rounds what it finds.
    except: ["kernel/distributions.ts", "kernel/sphere.ts", "sweep/power-law.ts"],
  },
];

describe("purity", () => {
  const pure = files.filter(({ file }) => !impure(file));

  test.each(pure)("$file touches neither clock, dice nor machine", ({ file, text }) => {
    const code = withoutTexts(text);
    // A chart of a distribution has a logarithmic axis: what a report rounds is not the run.
    const rules = forbidden.filter(
      ({ except, what }) => !except?.includes(file) && !(what.startsWith("a trans") && file.startsWith("report/")),
    );
    expect(rules.filter(({ pattern }) => pattern.test(code)).map(({ what }) => what)).toEqual([]);
  });

  test("looks at code only, not at strings, comments or patterns", () => {
    const text = "a ** b; // x ** y\n/* ** */ '**' + \"**\" + `**\u0024{c ** d}**` + /\\*\\*[/]'/.test(e) / 2 ** f";
    expect(withoutTexts(text).match(/\*\*/g)).toHaveLength(3);
    expect(withoutTexts("const a = `\u0024{`\u0024{Date.now()}`}`")).toContain("Date");
  });
});

function importsOf(text: string): { source: string; typeOnly: boolean }[] {
  const statement = /^\s*(?:import|export)(\s+type)?\s(?:[^;"']*?\sfrom\s)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm;
  return [...text.matchAll(statement)].map(([, type, source, dynamic]) => ({
    source: (source ?? dynamic)!,
    typeOnly: type !== undefined,
  }));
}

/** The folder or the package that `source`, imported by `file`, stands in. */
function targetOf(file: string, source: string): string {
  if (source.startsWith("node:")) return "node";
  if (!source.startsWith(".")) return source.startsWith("@") ? source.split("/", 2).join("/") : source.split("/")[0]!;
  return new URL(source, `file:///${file}`).pathname.split("/")[1]!;
}

function allows(folder: string, target: string, typeOnly: boolean): boolean {
  const list = allowed[folder] ?? [];
  return list.includes(target) || (typeOnly && list.includes(`type:${target}`));
}

/** The code with its strings, comments and regular expressions blanked; what a template inserts stays. */
function withoutTexts(text: string): string {
  const texts =
    /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?<=[(,=:?!&|;{}[]\s*|return\s+|\+\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*|[`{}]/g;
  let code = "";
  let at = 0;
  /** Open braces; a template's `${` is marked, so that its end leads back into the template. */
  const open: ("brace" | "template")[] = [];
  const skipTemplate = (from: number): number => {
    for (let i = from; i < text.length; i++) {
      if (text[i] === "\\") i++;
      else if (text[i] === "`") return i + 1;
      else if (text[i] === "$" && text[i + 1] === "{") {
        open.push("template");
        return i + 2;
      }
    }
    return text.length;
  };
  for (;;) {
    texts.lastIndex = at;
    const match = texts.exec(text);
    if (match === null) return code + text.slice(at);
    code += `${text.slice(at, match.index)} `;
    at = match.index + match[0].length;
    if (match[0] === "`") at = skipTemplate(at);
    else if (match[0] === "{") open.push("brace");
    else if (match[0] === "}" && open.pop() === "template") at = skipTemplate(at);
  }
}
