import { Random } from "../../src/kernel/random.ts";

export interface MutatedFile {
  /** Of the file that it was made from. */
  readonly file: string;
  readonly text: string;
}

/** Scenario files with one to three things wrong, or not: the same ones for the same seed. */
export function* mutations(files: readonly MutatedFile[], count: number, seed: string): Generator<MutatedFile> {
  const random = new Random(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random.uniform() * items.length)]!;
  const lines = files.flatMap(({ text }) => text.split("\n")).filter((line) => /^\s*[^#\s]/.test(line));
  for (let made = 0; made < count; made++) {
    const { file, text } = pick(files);
    let mutated = text;
    for (let left = 1 + Math.floor(random.uniform() * 3); left > 0; left--) mutated = mutate(mutated, pick, lines);
    yield { file, text: mutated };
  }
}

type Pick = <Item>(items: readonly Item[]) => Item;

function mutate(text: string, pick: Pick, lines: readonly string[]): string {
  return pick([...onLines, ...onTokens, ...onTokens, ...onText])(text, pick, lines);
}

type Mutation = (text: string, pick: Pick, lines: readonly string[]) => string;

/** Comments are left alone, of which there would be too many. */
function onLine(change: (line: string, pick: Pick, lines: readonly string[]) => readonly string[]): Mutation {
  return (text, pick, others) => {
    const lines = text.split("\n");
    const meant = [...lines.keys()].filter((index) => /^\s*[^#\s]/.test(lines[index]!));
    if (meant.length === 0) return text;
    const index = pick(meant);
    return lines.toSpliced(index, 1, ...change(lines[index]!, pick, others)).join("\n");
  };
}

const onLines: readonly Mutation[] = [
  onLine(() => []),
  onLine((line) => [line, line]),
  onLine((line, pick, others) => [line, pick(others)]),
  onLine((_, pick, others) => [pick(others)]),
  onLine((line) => [` ${line}`]),
  onLine((line) => [line.replace(/^\s+/, "")]),
  onLine((line) => [line.replace(/^ {2}/, "\t")]),
  onLine((line) => [line.replace(/:.*/, ":")]),
  onLine((line) => [line.replace(/^(\s*[\w.]+:).*/, "$1 &here [*here]")]),
];

/** Keys, words, numbers and quantities. */
const token = /"[^"\n]*"|[\w.%/-]+(?: ?(?:ms|us|s|min|KiB|B|%|Gbit\/s))?/g;

const values = [
  ..."0 1 2 3 -1 1.5 1e3 1e309 -0 0x10 0o17 .inf .nan 9007199254740993 00 1_000 ~ null true yes '' [] {} [1] all".split(
    " ",
  ),
  ..."first ring line even none unlimited off !!str !!binary !x *a &a | > ? @ ` % grpc-tls snappy eu west".split(" "),
  ..."0|1 s|5 s|100 ms|0 s|1 h|1e99 s|-1 s|1 parsec|5|10 %|101 %|64 KiB|1 TB|1 B|1 Gbit/s|0 bit/s|3 KiB/s".split("|"),
  "{ random: 1 }",
  "{ kind: lognormal, sigma: 0.2 }",
  "{ max: 5 s }",
  "[[1], [2]]",
  "<<",
  "__proto__",
  "constructor",
  '"\\u0000"',
  '"a\\nb"',
  "x".repeat(2000),
];

function onToken(change: (found: string, pick: Pick) => string): Mutation {
  return onLine((line, pick) => {
    const found = [...line.matchAll(token)];
    if (found.length === 0) return [line];
    const { 0: old, index } = pick(found);
    return [line.slice(0, index) + change(old, pick) + line.slice(index + old.length)];
  });
}

const onTokens: readonly Mutation[] = [
  onToken((_, pick) => pick(values)),
  onToken((_, pick) => pick(values)),
  onToken((found, pick) => found.slice(0, -1) + pick(["", "x", "ss"])),
  onToken((found, pick) => found.replace(/\d+/, (digits) => pick(["0", "1", `${digits}0`, `${Number(digits) + 1}`]))),
  onToken((found) => `"${found.replaceAll('"', "")}"`),
  onToken((found) => `[${found}]`),
  onToken((found) => `{ ${found}: ${found} }`),
  onToken((found) => found.replace(/ (?=\w)/, "")),
  onToken((found, pick) => found.replace(/(?<=\d )\w+/, pick(["ms", "s", "us", "min", "KiB", "%", "S", "sec"]))),
];

const onText: readonly Mutation[] = [
  (text, pick) => text.slice(0, Math.floor(text.length * pick([0, 0.1, 0.3, 0.6, 0.9]))),
  (text, pick) => {
    const at = Math.floor(text.length * pick([0, 0.2, 0.5, 0.8, 1]));
    const strange = [
      "\0",
      "\ufeff",
      "\t",
      "\u2028",
      "\ud800",
      "\r",
      "---\n",
      "...\n",
      "%YAML 9.9\n",
      "- ",
      "}",
      '"',
      "#",
      "é",
      "👋",
    ];
    return text.slice(0, at) + pick(strange) + text.slice(at);
  },
  (text) => text.replaceAll("\n", "\r\n"),
  (text, pick) => `${text}\nextra: ${"[".repeat(pick([3, 60, 600]))}\n`,
  (text, pick) => `${text}\nextra: ${"{ a: ".repeat(pick([3, 60, 600]))}\n`,
  (text) => `${text}\na: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n`,
  (text) => `${text}\n<<: { seed: 7 }\n`,
  (text) => `${text}\nseed: 7\n`,
  (text) => `${text}\nseeds: [1, 2]\n`,
];
