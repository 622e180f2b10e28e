import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaFor } from "../../src/cli/init.ts";
import { folderWith, gossipsim, repository, tiny } from "./support.ts";

describe("help", () => {
  test("alone, it is shown for want of a command", async () => {
    const { code, out, err } = await gossipsim("/", []);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("gossipsim <command>");
  });

  test.each(["run", "validate", "list", "init", "schema"])("%s shows an example", async (command) => {
    const { code, out, err } = await gossipsim("/", [command, "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(new RegExp(`Examples:\n +gossipsim ${command}`));
  });

  test("--version", async () => {
    const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { version: string };
    expect(await gossipsim("/", ["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });
});

describe("validate", () => {
  test("says what would run, and every mistake", async () => {
    const folder = folderWith({ "tiny.yaml": tiny, "bad.yaml": "name: bad\n" });
    const { code, out, err } = await gossipsim(folder, ["validate", "bad.yaml", "tiny.yaml"]);
    expect(out).toBe("tiny.yaml: ok (2 nodes, 1 site, 3 s)\n");
    expect(err).toMatch(/^gossipsim: bad\.yaml:1:1: missing key "duration".*\n$/);
    expect(code).toBe(2);
  });

  test("--set", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const args = ["validate", "--set", "cluster.nodes=7", "tiny.yaml", "--set", "seeds=5"];
    expect((await gossipsim(folder, args)).out).toBe("tiny.yaml: ok (7 nodes, 1 site, 5 seeds, 3 s)\n");
  });

  test("what was assumed of a network whose file does not say", async () => {
    const graph = '<graphml><graph><node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>';
    const folder = folderWith({ "tiny.yaml": tiny, "two.graphml": graph });
    const sites = "network.sites={ latency: null, graphml: two.graphml, missing: 5 ms }";
    expect((await gossipsim(folder, ["validate", "tiny.yaml", "--set", sites])).out).toBe(
      [
        "tiny.yaml: ok (2 nodes, 2 sites, 3 s)",
        "  1 of 1 edge without a speed: unlimited",
        "  2 of 2 nodes without coordinates: 5 ms for each of their links",
        "  2 of 2 nodes without a label of its own: called node-a, node-b\n",
      ].join("\n"),
    );
  });

  test("a file whose name begins with a hyphen stands after --", async () => {
    const folder = folderWith({ "-x.yaml": tiny });
    expect((await gossipsim(folder, ["validate", "--", "-x.yaml"])).out).toBe("-x.yaml: ok (2 nodes, 1 site, 3 s)\n");
  });
});

describe("list", () => {
  test("paths work where the command is given", async () => {
    const here = await gossipsim(repository, ["list"]);
    expect(here.out).toMatch(/^scenarios\/quickstart\.yaml +How fast /m);
    const elsewhere = folderWith();
    const { out } = await gossipsim(elsewhere, ["list"]);
    const paths = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split("  ", 1)[0]!);
    expect(paths.length).toBe(here.out.trimEnd().split("\n").length);
    expect((await gossipsim(elsewhere, ["validate", ...paths])).code).toBe(0);
  });
});

describe("init", () => {
  test("writes a scenario that runs as it is", async () => {
    const folder = folderWith();
    const written = await gossipsim(folder, ["init"]);
    expect(written).toEqual({
      code: 0,
      out: "wrote scenario.yaml; run it with: npx gossipsim run scenario.yaml\n",
      err: "",
    });
    const { code, out } = await gossipsim(folder, ["run", "scenario.yaml", "--no-charts"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^my-scenario: 20 nodes, seed 1/);
  });

  test("is named after its file, overwrites when told to", async () => {
    const folder = folderWith({ "two-sites.yaml": "mine" });
    expect((await gossipsim(folder, ["init", "two-sites.yaml"])).code).toBe(2);
    expect(readFileSync(join(folder, "two-sites.yaml"), "utf8")).toBe("mine");
    expect((await gossipsim(folder, ["init", "two-sites.yaml", "--force"])).code).toBe(0);
    expect((await gossipsim(folder, ["validate", "two-sites.yaml"])).out).toMatch(/: ok /);
    expect(readFileSync(join(folder, "two-sites.yaml"), "utf8")).toMatch(/^name: two-sites /m);
  });

  test.each(["multi-region", "partition", "restarts", "bandwidth-gate", "large"])(
    "of the kind %s",
    async (template) => {
      const folder = folderWith();
      expect((await gossipsim(folder, ["init", "mine.yaml", "--template", template])).code).toBe(0);
      const { code, out } = await gossipsim(folder, ["run", "mine.yaml", "--no-charts"]);
      expect(code).toBe(0);
      expect(out).toMatch(/^mine: .* nodes, /);
      expect(out).toMatch(/all \d kept/);
    },
  );

  test("of the kind study, which is to be swept", async () => {
    const folder = folderWith();
    const written = await gossipsim(folder, ["init", "mine.yaml", "--template", "study"]);
    expect(written.out).toBe("wrote mine.yaml; run it with: npx gossipsim sweep mine.yaml\n");
    const all = readFileSync(join(folder, "mine.yaml"), "utf8")
      // Random points instead of the grid would be another study.
      .replace(/^ *# sample: .*\n/m, "")
      .replace(/^( *)# (?=[\w.]+:|- \{| {2,4}[\w.]+:| {2}- \w+:)/gm, "$1");
    expect(all).toMatch(/^ {2}together:/m);
    writeFileSync(join(folder, "all.yaml"), all);
    expect(await gossipsim(folder, ["validate", "mine.yaml", "all.yaml"])).toEqual({
      code: 0,
      out: `mine.yaml: ok (10 nodes, 1 site, 5 seeds, 20 s)
  a sweep of 8 points
all.yaml: ok (10 nodes, 1 site, 5 seeds, 20 s)
  a sweep of 672 points
`,
      err: "",
    });
  });

  test("shows its kinds, of which the tests know all", async () => {
    const { code, out } = await gossipsim(folderWith(), ["init", "--list-templates"]);
    expect(code).toBe(0);
    const names = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split("  ")[0]);
    expect(names).toEqual(["starter", "bandwidth-gate", "large", "multi-region", "partition", "restarts", "study"]);
    expect(out).toContain("multi-region    How long does a cluster over three regions take to form");
  });

  test("is named after its kind where the file has no name of its own", async () => {
    const folder = folderWith();
    await gossipsim(folder, ["init", "--template", "partition"]);
    expect(readFileSync(join(folder, "scenario.yaml"), "utf8")).toMatch(/^name: partition /m);
  });

  test("tells the editor where the schema is", async () => {
    const folder = folderWith();
    await gossipsim(folder, ["init"]);
    const elsewhere = readFileSync(join(folder, "scenario.yaml"), "utf8").split("\n", 1)[0]!;
    expect(elsewhere).toBe(
      `# yaml-language-server: $schema=${repository.replaceAll("\\", "/")}schema/scenario.schema.json`,
    );
    expect(schemaFor(join(repository, "scenarios", "x.yaml"))).toBe("../schema/scenario.schema.json");
  });

  test("what is commented out would be accepted too", async () => {
    const folder = folderWith();
    mkdirSync(join(folder, "sub"));
    await gossipsim(folder, ["init", "sub/a.yaml"]);
    const text = readFileSync(join(folder, "sub/a.yaml"), "utf8");
    const uncommented = text
      .replace("faults: []", "faults:")
      .replace(/^ *locality.*\n/m, "$&")
      // Alternatives to what stands already, which cannot both hold.
      .replace(/^ *# (?:seeds|nodes|sites): .*\n/gm, "")
      .replace(/^( *)# (?=\w+:|- \{| {2}\w+:)/gm, "$1");
    expect(uncommented).toMatch(/^ {2}maxHops: 5/m);
    expect(uncommented).toMatch(/^ {2}- \{ at: 15 s, crash/m);
    const all = folderWith({ "all.yaml": uncommented });
    expect(await gossipsim(all, ["validate", "all.yaml"])).toEqual({
      code: 0,
      out: "all.yaml: ok (20 nodes, 2 sites, 1 min)\n  a sweep of 6 points\n",
      err: "",
    });
  });
});
