import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandNames, retell } from "./story.ts";

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((file) => file.endsWith(".txt"));

describe("stories", () => {
  test.each(files)("%s is told as it stands", async (file) => {
    const path = join(folder, file);
    await expect(retell(readFileSync(path, "utf8"), { file })).toMatchFileSnapshot(path);
  });

  test.each(files)("%s is the same when messages travel as bytes", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    expect(retell(text, { file, wire: "encoded" })).toBe(retell(text, { file }));
  });
});

describe("mistakes in a story are named by file and line", () => {
  test.each([
    ["jump 3", "unknown command jump"],
    ["start 1 join", "expected node ids, found the end of the line"],
    ["start one", "expected node ids such as 1,2 or 1..5, found one"],
    ["start 1 at 2,3", "expected one node"],
    ["start 1 colour red", "expected join or cluster or at, found colour"],
    ["crash 1 now", "node 1 is not up"],
    ["restart 1", "node 1 was never started"],
    ["add 1 key", "node 1 is not up"],
    ["wait 3", 'expected a duration with its unit such as "60 s", found "3"'],
    ["heal all", "nothing known to do with all"],
    ["options cullIntervall=5ms", "cullIntervall"],
  ])("%s", (command, problem) => {
    const told = () => retell(`# a story\n\n${command}\n`, { file: "story.txt" });
    expect(told).toThrow("story.txt:3: ");
    expect(told).toThrow(problem);
  });
});

test("README.md names every command, and no other", () => {
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const [, table] = /\n\| command .*\n\|.*\n((?:\|.*\n)*)/.exec(readme)!;
  const named = table!.match(/(?<=^\| `)\w+/gm);
  expect(new Set(named)).toEqual(new Set(commandNames));
});

test("what stood indented before is of no consequence", () => {
  const text = "start 1\nwait 2s\n";
  const told = retell(text, { file: "story.txt" });
  expect(told).not.toBe(text);
  expect(retell(told.replaceAll("publishes", "forgets"), { file: "story.txt" })).toBe(told);
});
