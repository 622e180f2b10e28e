import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository, tiny } from "../cli/support.ts";
import { filesUnder, install, namedBlocks, pack, run } from "./support.ts";

/**
 * The package as somebody has it who installed it from its tarball: the files in it, the program, the library, and all examples of the
 * pages, each with the runner that it is for. The registry is asked for the dependencies, as by `npm ci`.
 */
const folder = mkdtempSync(join(tmpdir(), "gossipsim-package-"));
/** With nothing but gossipsim; vitest and TypeScript are those of the repository. */
const plain = join(folder, "plain");
/** With the canvas that the page recommends, and with jest. */
const complete = join(folder, "complete");

const page = namedBlocks("docs/library.md");
const recommended = JSON.parse(page.get("package.json")!);

beforeAll(async () => {
  const tarball = await pack(folder);
  await Promise.all([
    install(plain, { type: "module" }, [tarball], ["vitest", "typescript"]),
    install(complete, { type: "module", ...recommended }, [tarball, "jest@30.5.2"]),
  ]);
  for (const project of [plain, complete]) {
    writeFileSync(join(project, "tiny.yaml"), tiny);
    writeFileSync(join(project, "other.yaml"), tiny.replace("name: tiny", "name: other"));
  }
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

describe("the tarball", () => {
  test("holds what is built, what it reads, and the page, and nothing else", () => {
    const built = filesUnder(join(repository, "src")).flatMap((file) => {
      const name = `dist/${file.replace(/\.ts$/, "")}`;
      return [`${name}.js`, `${name}.d.ts`];
    });
    const data = ["proto", "scenarios", "schema", "templates"].flatMap((name) =>
      filesUnder(join(repository, name)).map((file) => `${name}/${file}`),
    );
    expect(filesUnder(join(plain, "node_modules/gossipsim"))).toEqual(
      [...built, ...data, "README.md", "docs/library.md", "package.json"].sort(),
    );
  });
});

describe("the program", () => {
  test("says what it can do", async () => {
    const { code, out, err } = await run(plain, "npx", ["--no-install", "gossipsim", "--help"]);
    expect({ code, out }, err).toEqual({ code: 0, out: expect.stringMatching(/^gossipsim <command>\n/) });
  });

  test("runs a scenario; charts that cannot be drawn are one line", async () => {
    const { code, err } = await run(plain, "npx", ["--no-install", "gossipsim", "run", "tiny.yaml", "other.yaml"]);
    const pictures = filesUnder(join(plain, "reports")).filter((file) => file.endsWith(".png"));
    const warnings = err.split("\n").filter((line) => line.startsWith("gossipsim: "));
    expect(code, err).toBe(0);
    expect(filesUnder(join(plain, "reports"))).toEqual(
      expect.arrayContaining(["tiny/report.json", "other/summary.md"]),
    );
    // Whether a canvas can be built is up to the machine.
    expect(warnings).toEqual(
      pictures.length > 0 ? [] : [expect.stringMatching(/^gossipsim: no charts: the optional packages .* do not load/)],
    );
  });

  test("draws charts with the canvas that the page recommends, which is ours", async () => {
    const { overrides } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    expect(recommended.overrides.canvas).toBe(overrides.canvas);
    const { code, err } = await run(complete, "npx", ["--no-install", "gossipsim", "run", "tiny.yaml"]);
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining("gossipsim: ") });
    expect(filesUnder(join(complete, "reports/tiny"))).toContain("bandwidth.png");
  });
});

describe("the examples of the pages", () => {
  const example = (project: string, name: string, code = page.get(name)!) => {
    expect(code, `no example ${name}`).toBeDefined();
    writeFileSync(join(project, name), code);
    return name;
  };
  const passes = (outcome: { readonly code: number; readonly out: string; readonly err: string }) =>
    expect(outcome.code, outcome.out + outcome.err).toBe(0);

  test("README", async () => {
    passes(await run(plain, "node", [example(plain, "library.mjs", namedBlocks("README.md").get("library.mjs")!)]));
  });

  test("vitest", async () => {
    passes(await run(plain, "node", ["node_modules/vitest/vitest.mjs", "run", example(plain, "gossip.test.ts")]));
  });

  test("node:test", async () => {
    passes(await run(plain, "node", ["--test", example(plain, "gossip.test.mjs")]));
  });

  test("jest", async () => {
    example(complete, "gossip.jest.test.mjs");
    example(complete, "jest.config.json");
    passes(await run(complete, "npx", ["--no-install", "jest"], { NODE_OPTIONS: "--experimental-vm-modules" }));
  });

  test("the page has no others", () => {
    expect([...page.keys()].sort()).toEqual([
      "gossip.jest.test.mjs",
      "gossip.test.mjs",
      "gossip.test.ts",
      "jest.config.json",
      "package.json",
    ]);
  });
});

describe("the library", () => {
  const forever = `
    import { defineScenario, simulateAll } from "gossipsim";
    const scenario = defineScenario({
      name: "forever", duration: "100 d", seeds: 3, measure: { bin: "1 h" },
      cluster: { nodes: 10 }, network: { sites: { latency: "1 ms" } }, workload: [{ use: "cockroach-2.1" }],
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort("enough"), 100);
    await simulateAll(scenario, { jobs: 2, signal: controller.signal }).catch((reason) => console.log(reason));
  `;

  test("ends its runs when it is told to", async () => {
    writeFileSync(join(plain, "forever.mjs"), forever);
    expect(await run(plain, "node", ["forever.mjs"])).toEqual({ code: 0, out: "enough\n", err: "" });
  });
});

describe("the types", () => {
  const consumer = `
    import * as gossipsim from "gossipsim";
    import { type Figure, type Measurements, type Report, type Run, type Scenario, type ScenarioDefinition } from "gossipsim";
    const definition: ScenarioDefinition = {
      name: "two", duration: "1 s", cluster: { nodes: 2 }, network: { sites: { latency: "1 ms" } }, faults: [{ at: "0.5 s", crash: [1] }],
    };
    export const scenario: Scenario = gossipsim.defineScenario(definition);
    export const run: Run = gossipsim.simulate(scenario, { seed: 1 });
    export const report: Promise<Report> = gossipsim.simulateAll(scenario);
    export const time: number = gossipsim.figureOf(run, "membership.time");
    export const measurements: Measurements = run.measurements;
    export const figures: readonly Figure[] = gossipsim.figures;
    // @ts-expect-error: known by their types, not of any
    export const nodes: string = run.measurements.nodes;
    // @ts-expect-error: a quantity has a unit
    gossipsim.defineScenario({ ...definition, duration: 1 });
  `;

  test.each([
    ["nodenext", "nodenext"],
    ["bundler", "esnext"],
  ])("compile strictly, those of libraries included, with the resolution %s", async (moduleResolution, module) => {
    const compilerOptions = { strict: true, noEmit: true, skipLibCheck: false, target: "es2023", types: [] };
    const config = { compilerOptions: { ...compilerOptions, module, moduleResolution }, files: ["consumer.ts"] };
    writeFileSync(join(plain, "consumer.ts"), consumer);
    writeFileSync(join(plain, `tsconfig.${module}.json`), JSON.stringify(config));
    const compiled = await run(plain, "node", ["node_modules/typescript/bin/tsc", "-p", `tsconfig.${module}.json`]);
    expect({ code: compiled.code, out: compiled.out }).toEqual({ code: 0, out: "" });
  });

  test("compile in the example for vitest", async () => {
    writeFileSync(join(plain, "gossip.test.ts"), page.get("gossip.test.ts")!);
    const options = ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--skipLibCheck", "--module", "nodenext"];
    const compiled = await run(plain, "node", ["node_modules/typescript/bin/tsc", ...options, "gossip.test.ts"]);
    expect({ code: compiled.code, out: compiled.out }).toEqual({ code: 0, out: "" });
  });
});
