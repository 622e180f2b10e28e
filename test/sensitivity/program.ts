import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { simulate } from "../../src/cli/simulate.ts";
import type { Recorded, recordOf } from "../../src/report/record.ts";
import type { buildReport } from "../../src/report/report.ts";
import type { parseScenario } from "../../src/scenario/parse.ts";
import type { ProgramChange } from "./changes.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Copies of the built program with one change each, in a folder of their own. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), "gossipsim-sensitivity-"));
  #copies = 0;

  constructor() {
    symlinkSync(join(repository, "node_modules"), join(this.#folder, "node_modules"), "junction");
    writeFileSync(join(this.#folder, "package.json"), '{ "type": "module" }');
  }

  /** With `change` made, or as it is. Throws when there is not exactly one place to change. */
  async program(change: Pick<ProgramChange, "file" | "from" | "to"> | null): Promise<Program> {
    const folder = join(this.#folder, `copy-${++this.#copies}`);
    cpSync(join(repository, "dist"), folder, { recursive: true });
    if (change !== null) {
      const file = join(folder, change.file);
      const parts = readFileSync(file, "utf8").split(change.from);
      if (parts.length !== 2) throw new Error(`${change.file} has ${parts.length - 1} places with ${change.from}`);
      writeFileSync(file, parts.join(change.to));
    }
    return loadProgram(folder);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Runs a scenario with each seed and keeps what a baseline would. */
export type Program = (text: string, seeds: readonly number[]) => Recorded[];

async function loadProgram(folder: string): Promise<Program> {
  const load = (file: string) => import(pathToFileURL(join(folder, file)).href);
  const modules = {
    ...((await load("scenario/parse.js")) as { parseScenario: typeof parseScenario }),
    ...((await load("cli/simulate.js")) as { simulate: typeof simulate }),
    ...((await load("report/report.js")) as { buildReport: typeof buildReport }),
    ...((await load("report/record.js")) as { recordOf: typeof recordOf }),
  };
  return (text, seeds) => {
    const scenario = modules.parseScenario({ file: "scenario.yaml", text, read: () => "" });
    return seeds.map((seed) => {
      const { run } = modules.simulate({ scenario, seed, wire: "counted" }, () => {});
      return modules.recordOf(modules.buildReport(scenario, [run]));
    });
  };
}
