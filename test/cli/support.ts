import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import { main } from "../../src/cli/cli.ts";
import { createInlineSimulator } from "../../src/cli/inline-simulator.ts";
import type { Io } from "../../src/cli/io.ts";

export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** A scenario that runs in a few milliseconds. */
export const tiny = `name: tiny
description: Do two nodes meet? They should.
duration: 3 s
stop: { when: membership, settle: 0 s }
cluster: { nodes: 2 }
network: { sites: { latency: 1 ms } }
`;

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "gossipsim-test-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in this process, in `cwd`. */
export async function gossipsim(cwd: string, args: readonly string[], overrides: Partial<Io> = {}): Promise<Outcome> {
  let out = "";
  let err = "";
  const io: Io = {
    cwd,
    env: {},
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    terminalWidth: () => null,
    now: () => 0,
    peakMemory: () => 0,
    interrupted: new AbortController().signal,
    cores: 1,
    createSimulator: async () => createInlineSimulator(),
    ...overrides,
  };
  const code = await main(args, io);
  return { code, out, err };
}
