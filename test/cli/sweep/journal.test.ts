import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type JournalEntry, JournalReader, JournalWriter } from "../../../src/cli/sweep/journal.ts";
import { UserError } from "../../../src/cli/user-error.ts";
import { figures } from "../../../src/scenario/figures.ts";
import { folderWith } from "../support.ts";

const entry = (key: string): JournalEntry => ({
  key,
  fingerprint: `f${key}`,
  milliseconds: 12,
  figures: Object.fromEntries(figures.map(({ name }, index) => [name, index % 7 === 0 ? null : index / 3])),
});

/** A journal with these runs. */
async function journalWith(...keys: string[]): Promise<string> {
  const path = join(folderWith(), "deep/x.journal");
  const writer = await JournalWriter.open(path, "x.journal");
  await Promise.all(keys.map((key) => writer.append(entry(key))));
  await writer.close();
  return path;
}

async function read(path: string): Promise<JournalReader> {
  const reader = await JournalReader.open(path, "x.journal");
  await reader!.close();
  return reader!;
}

const keysIn = (reader: JournalReader, keys: readonly string[]) => keys.filter((key) => reader.has(key));

describe("a journal", () => {
  test("gives back what was written, to the last digit", async () => {
    const path = await journalWith("a", "b", "c");
    const reader = (await JournalReader.open(path, "x.journal"))!;
    for (const key of ["c", "a", "b"]) expect(reader.read(key)).toEqual(entry(key));
    expect(reader.read("d")).toBeNull();
    expect(reader.dropped).toBe(0);
    await reader.close();
  });

  test("that is not there holds nothing, and is not made by looking", async () => {
    const path = join(folderWith(), "x.journal");
    expect(await JournalReader.open(path, "x.journal")).toBeNull();
    expect(existsSync(path)).toBe(false);
  });

  test("is written to the disk when the promise says so", async () => {
    const path = await journalWith("a");
    const writer = await JournalWriter.open(path, "x.journal");
    await writer.append(entry("b"));
    expect(keysIn(await read(path), ["a", "b"])).toEqual(["a", "b"]);
    await writer.close();
  });

  test("torn at any byte loses the run that was torn, no other, and takes on new ones", async () => {
    const path = await journalWith("a", "b");
    const whole = readFileSync(path);
    const secondLine = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (let length = secondLine; length < whole.length - 1; length += 7) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const torn = await read(path);
      expect(keysIn(torn, ["a", "b"])).toEqual(["a"]);
      expect(torn.dropped).toBe(length === secondLine ? 0 : 1);
      const writer = await JournalWriter.open(path, "x.journal");
      await writer.append(entry("c"));
      await writer.close();
      const mended = (await JournalReader.open(path, "x.journal"))!;
      expect(keysIn(mended, ["a", "b", "c"])).toEqual(["a", "c"]);
      expect(mended.read("c")).toEqual(entry("c"));
      await mended.close();
    }
  });

  test("a whole last line that lacks its end counts", async () => {
    const path = await journalWith("a", "b");
    truncateSync(path, readFileSync(path).length - 1);
    expect(keysIn(await read(path), ["a", "b"])).toEqual(["a", "b"]);
    const writer = await JournalWriter.open(path, "x.journal");
    await writer.append(entry("c"));
    await writer.close();
    expect(keysIn(await read(path), ["a", "b", "c"])).toEqual(["a", "b", "c"]);
  });

  test("a line in which a digit was changed is passed over", async () => {
    const path = await journalWith("a", "b", "c");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('"b"', '"B"'));
    const reader = await read(path);
    expect([keysIn(reader, ["a", "b", "B", "c"]), reader.dropped]).toEqual([["a", "c"], 1]);
  });

  test("two that write at once do not harm each other", async () => {
    const path = await journalWith();
    const [one, other] = await Promise.all([JournalWriter.open(path, "x"), JournalWriter.open(path, "x")]);
    const keys = Array.from({ length: 200 }, (_, index) => String(index));
    await Promise.all(keys.map((key, index) => (index % 2 === 0 ? one : other).append(entry(key))));
    await Promise.all([one.close(), other.close()]);
    const reader = await read(path);
    expect([keysIn(reader, keys).length, reader.dropped]).toEqual([200, 0]);
  });

  test.each([
    ["something else", "name: tiny\n"],
    ["of a newer format", "gossipsim-journal/2\n"],
  ])("%s is refused, and left as it is", async (_, text) => {
    const path = join(folderWith({ "x.journal": text }), "x.journal");
    const refusal = new UserError("x.journal: it is not a journal of this version of gossipsim");
    await expect(JournalReader.open(path, "x.journal")).rejects.toEqual(refusal);
    await expect(JournalWriter.open(path, "x.journal")).rejects.toEqual(refusal);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test("a full disk is told, and what is there stays readable", async () => {
    if (!existsSync("/dev/full")) return;
    await expect(JournalWriter.open("/dev/full", "x.journal")).rejects.toThrow(
      "cannot write to x.journal: no space left on the device",
    );
    const path = await journalWith("a");
    appendFileSync(path, readFileSync(path).subarray(-100, -40));
    expect(keysIn(await read(path), ["a"])).toEqual(["a"]);
  });
});
