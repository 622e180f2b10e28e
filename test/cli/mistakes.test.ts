import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, gossipsim, tiny } from "./support.ts";

/** Arguments, and the one line that answers them. */
const mistakes: readonly (readonly [string, string])[] = [
  ["rnu tiny.yaml", 'unknown command "rnu"; did you mean "run"?'],
  [
    "frobnicate",
    'unknown command "frobnicate"; known: run, sweep, check, compare, validate, list, init, schema, worker',
  ],
  ["--json run tiny.yaml", "--json stands after the command: gossipsim run … --json"],
  ["--frob", 'unknown option --frob; "gossipsim --help" shows what there is'],
  ["run", 'run: expected at least one scenario file; "gossipsim list" shows the built-in ones'],
  ["validate", 'validate: expected at least one scenario file; "gossipsim list" shows the built-in ones'],
  ["run tiny.yaml --sed 1", "run: unknown option --sed; did you mean --seed?"],
  ["run tiny.yaml --frobnicate", 'run: unknown option --frobnicate; "gossipsim run --help" shows what there is'],
  ["run tiny.yaml -x", 'run: unknown option -x; "gossipsim run --help" shows what there is'],
  ["run tiny.yaml --charts", 'run: unknown option --charts; "gossipsim run --help" shows what there is'],
  ["validate tiny.yaml --seed 1", 'validate: unknown option --seed; "gossipsim validate --help" shows what there is'],
  ["list tiny.yaml", 'list: unexpected argument "tiny.yaml"'],
  ["init a.yaml b.yaml", 'init: unexpected argument "b.yaml"'],
  ["run tiny.yaml --seed", "--seed needs a value"],
  ["run tiny.yaml --seed 1 --seed 2", "--seed is given twice"],
  ["run tiny.yaml --seed 1.5", '--seed: expected a whole number from 0 to 4294967295, found "1.5"'],
  ["run tiny.yaml --seed -1", '--seed: expected a whole number from 0 to 4294967295, found "-1"'],
  ["run tiny.yaml --seed 4294967296", '--seed: expected a whole number from 0 to 4294967295, found "4294967296"'],
  ["run tiny.yaml --seeds many", '--seeds: expected how many (1 to 100000) or a list such as 1,7,9, found "many"'],
  ["run tiny.yaml --seeds 0", '--seeds: expected how many (1 to 100000) or a list such as 1,7,9, found "0"'],
  ["run tiny.yaml --seeds 1,,2", '--seeds: expected a whole number from 0 to 4294967295, found ""'],
  ["run tiny.yaml --seeds 1,2,1", "--seeds: the seed 1 stands there twice"],
  ["run tiny.yaml --seed 1 --seeds 2", "expected either --seed or --seeds, found both"],
  ["run tiny.yaml --wire smoke", '--wire: expected counted or encoded, found "smoke"'],
  ["run tiny.yaml --jobs 0", '--jobs: expected how many runs at a time (1 to 1024), found "0"'],
  ["run tiny.yaml -j 1.5", '--jobs: expected how many runs at a time (1 to 1024), found "1.5"'],
  ["run tiny.yaml -j -1", '--jobs: expected how many runs at a time (1 to 1024), found "-1"'],
  ["run tiny.yaml --jobs all", '--jobs: expected how many runs at a time (1 to 1024), found "all"'],
  ["run tiny.yaml --jobs 1025", '--jobs: expected how many runs at a time (1 to 1024), found "1025"'],
  ["run tiny.yaml -j", "--jobs needs a value"],
  ["run tiny.yaml -j 1 --jobs 2", "--jobs is given twice"],
  ["validate tiny.yaml -j 1", 'validate: unknown option -j; "gossipsim validate --help" shows what there is'],
  ["run tiny.yaml --json=no", "--json takes no value"],
  ["run tiny.yaml --set", "--set needs a value"],
  ["run tiny.yaml --set nodes", '--set nodes: expected an assignment such as "protocol.maxHops=4"'],
  ["run tiny.yaml --set cluster.nodes=0", "--set cluster.nodes=0: expected a whole number from 1 to 200000, found 0"],
  ["run missing.yaml", "missing.yaml: no such file or folder"],
  ["run folder", "folder: expected a folder with scenario files (*.yaml), found none"],
  ["run /dev/null", "/dev/null: it is a device, expected a file"],
  ["run tiny.yaml/x", "tiny.yaml/x: a part of the path is a file, not a folder"],
  ["run empty.yaml", "empty.yaml:1:1: expected a scenario, found an empty file"],
  ["run binary.yaml", "binary.yaml:1:1: expected UTF-8 text, found the character U+FFFD"],
  ["run wrong.yaml", 'wrong.yaml:2:1: unknown key "duratoin"; did you mean "duration"?'],
  ["run nomatrix.yaml", "nomatrix.yaml:5:26: cannot read gone.csv: no such file or folder"],
  ["run tiny.yaml tiny.yaml", 'tiny.yaml and tiny.yaml are both named "tiny": one report would replace the other'],
  ["run tiny.yaml --out notes.txt", "cannot write to notes.txt/tiny: notes.txt is a file, expected a folder"],
  ...(process.platform === "linux"
    ? ([["run tiny.yaml --out /proc/reports", "cannot write to /proc/reports/tiny: no such file or folder"]] as const)
    : []),
  ["run tiny.yaml --out folder", "cannot write to folder/tiny: it is a file, expected a folder"],
  ["init notes.txt", "init: cannot write notes.txt: it exists already; --force overwrites it"],
  ["init --template multi-regoin", 'init: no template is called "multi-regoin"; did you mean "multi-region"?'],
  [
    "init --template x",
    'init: no template is called "x"; known: starter, bandwidth-gate, large, multi-region, partition, restarts, study',
  ],
  ["init tiny.yaml/x.yaml", "init: cannot write tiny.yaml/x.yaml: a part of the path is a file, not a folder"],
  ["init folder --force", "init: cannot write folder: it is a folder"],
];

function badPlace(): string {
  const folder = folderWith({
    "tiny.yaml": tiny,
    "notes.txt": "mine",
    "empty.yaml": "",
    "binary.yaml": Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff),
    "wrong.yaml": "name: x\nduratoin: 1 s\n",
    "nomatrix.yaml": tiny.replace("{ latency: 1 ms }", "{ rtt: gone.csv }").replace(/^description.*\n/m, ""),
  });
  mkdirSync(join(folder, "folder"));
  return folder;
}

describe("the user's mistake is one line on standard error, exit code 2, and nothing is written", () => {
  test.each(mistakes)("%s", async (line, message) => {
    const folder = badPlace();
    if (line.includes("--out folder")) writeFileSync(join(folder, "folder", "tiny"), "mine");
    const before = readdirSync(folder, { recursive: true });
    const { code, out, err } = await gossipsim(folder, line.split(" "));
    expect(err).toBe(`gossipsim: ${message}\n`);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});

test("every wrong file is named, and none of the right ones runs", async () => {
  const folder = badPlace();
  const { code, out, err } = await gossipsim(folder, ["run", "tiny.yaml", "missing.yaml", "empty.yaml"]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err.trimEnd().split("\n")).toHaveLength(2);
  expect(readdirSync(folder)).not.toContain("reports");
});

test("a mistake in --set is told once, however many files there are", async () => {
  const { err } = await gossipsim(badPlace(), ["validate", "tiny.yaml", "tiny.yaml", "--set", "cluster.nods=1"]);
  expect(err).toBe('gossipsim: --set cluster.nods=1: unknown key "nods"; did you mean "nodes"?\n');
});
