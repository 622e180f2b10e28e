import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { loadScenarios } from "../../src/cli/load-scenarios.ts";
import { simulate } from "../../src/cli/simulate.ts";
import { type CheckedScenario, outcomeOf, type Recording } from "../../src/report/checked.ts";
import { checkedGithub } from "../../src/report/checked-github.ts";
import { headline } from "../../src/report/checked-headline.ts";
import { checkedJson } from "../../src/report/checked-json.ts";
import { checkedJunit } from "../../src/report/checked-junit.ts";
import { checkedMarkdown } from "../../src/report/checked-markdown.ts";
import { checkedText, checkedTotals } from "../../src/report/checked-text.ts";
import { compareRecords } from "../../src/report/comparison.ts";
import { recordOf } from "../../src/report/record.ts";
import { buildReport } from "../../src/report/report.ts";
import { repository } from "../cli/support.ts";
import { hugeCheck, madeChecks } from "./made-checks.ts";

const made = Object.values(madeChecks).map((make) => make());

/** What a setting changes in a real run. */
function regression(setting: string): CheckedScenario {
  const file = "scenarios/quickstart.yaml";
  const [before, after] = [[], [setting]].map((overrides) => {
    const { scenario } = loadScenarios([file], overrides, repository).loaded[0]!;
    const { run } = simulate({ scenario, seed: 1, wire: "counted" }, () => {});
    return recordOf(buildReport(scenario, [run]));
  });
  const comparison = compareRecords(before!, after!);
  return { name: "quickstart", file, seeds: [1], promises: [], comparison, parting: null, failed: [] };
}

const cases = {
  made,
  "batch-delay": [regression("protocol.batchDelay=10ms")],
  identity: [regression("protocol.identity=first-request")],
};

describe.each(Object.entries<readonly CheckedScenario[]>(cases))("%s", (name, all) => {
  const text = (recording: Recording) =>
    all.map((one) => checkedText(one, recording)).join("") + checkedTotals(all, recording);

  test.each([
    ["text", "txt", text],
    ["junit", "xml", (recording: Recording) => checkedJunit(all, recording)],
    ["github", "txt", (recording: Recording) => checkedGithub(all, recording)],
    ["markdown", "md", (recording: Recording) => checkedMarkdown(all, recording)],
  ] as const)("as %s", async (reporter, extension, render) => {
    await expect(render("none")).toMatchFileSnapshot(`snapshots/checked-${name}-${reporter}.${extension}`);
  });
});

describe("recorded instead of compared", () => {
  const all = made.filter(({ failed, promises }) => failed.length === 0 && promises.length === 0);

  test.each([
    ["text", "txt", (recording: Recording) => all.map((one) => checkedText(one, recording)).join("")],
    ["junit", "xml", (recording: Recording) => checkedJunit(all, recording)],
    ["github", "txt", (recording: Recording) => checkedGithub(all, recording)],
    ["markdown", "md", (recording: Recording) => checkedMarkdown(all, recording)],
  ] as const)("as %s", async (reporter, extension, render) => {
    await expect(render("done")).toMatchFileSnapshot(`snapshots/checked-recorded-${reporter}.${extension}`);
  });

  test("nothing of it is a failure", () => {
    expect(checkedJunit(all, "done")).not.toContain("<failure");
    expect(checkedGithub(all, "done")).not.toContain("::error");
  });

  test("nothing is said to be recorded that was not", () => {
    expect(checkedGithub(made, "withheld")).not.toMatch(/title=[^:]*recorded|::recorded/);
    expect(checkedMarkdown(made, "withheld")).toContain("nothing was recorded");
    expect(JSON.parse(checkedJson(made, "withheld"))).toMatchObject({ recording: "withheld" });
  });
});

describe("the sentence", () => {
  test.each([
    ["kept", "as recorded"],
    ["tolerated", "within tolerance: worse: protobuf bytes +0.1 %, mainly infos"],
    ["beyond-tolerance", "worse: hops.max +25 %"],
    ["better", "better: protobuf bytes -20 %, mainly stamps"],
    ["worse", "worse: protobuf bytes +0.0001 %, mainly infos; membership.time no longer reached"],
    ["broken-promise", "breaks bytes.total at most 500 KB; worse: redundancy +24 %"],
    ["failed-run", "1 of 3 runs came to no end"],
    ["several-seeds", "worse: membership.time no longer reached for 1 of 3 seeds"],
    ["other-settings", "another course, with the same figures"],
    ["new", "no baseline to compare with"],
  ])("of %s", (name, words) => {
    expect(headline(madeChecks[name]!())).toBe(words);
  });

  test("is in every report for people", () => {
    const all = [madeChecks.better!()];
    const words = "better: protobuf bytes -20 %, mainly stamps";
    expect(checkedText(all[0]!, "none")).toContain(words);
    expect(checkedMarkdown(all, "none")).toContain(words);
    expect(checkedGithub(all, "none")).toContain(words.replace("%", "%25"));
    expect(checkedJunit(all, "none")).toContain(words);
  });
});

describe("JUnit XML", () => {
  const all = [...made, hugeCheck("huge", 300)];
  const xml = checkedJunit(all, "none");
  const { testsuites } = read(xml) as { testsuites: Element };

  test("is well-formed", () => {
    expect(XMLValidator.validate(xml)).toBe(true);
    // What XML cannot hold, also not as a reference.
    expect(xml).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cs}\uFFFE\uFFFF]|&#/u);
  });

  test("is what Jenkins' schema (junit-10.xsd) allows", () => {
    expect(misfits("testsuites", testsuites)).toEqual([]);
    expect(misfits("testsuites", { "@nam": "x", testsuite: [{ "@name": "y" }], test: [] })).toEqual([
      "testsuites: @nam",
      "testsuites: test",
      "testsuite: no @tests",
      "testsuite: no @failures",
      "testsuite: no @errors",
    ]);
  });

  test("counts what it holds", () => {
    const suites = testsuites.testsuite as Element[];
    for (const suite of suites) {
      const cases = suite.testcase as Element[];
      const count = (result: string) => String(cases.filter((one) => one[result] !== undefined).length);
      expect(suite).toMatchObject({
        "@tests": String(cases.length),
        "@failures": count("failure"),
        "@errors": count("error"),
        "@skipped": count("skipped"),
      });
    }
    for (const total of ["@tests", "@failures", "@errors"]) {
      const sum = suites.reduce((sum, suite) => sum + Number(suite[total]), 0);
      expect(testsuites[total]).toBe(String(sum));
    }
  });

  test("tells promises apart that read alike", () => {
    const label = "bytes.total";
    const twice = [label, label].map((label) => ({ label, isKept: true, words: "" }));
    const names = checkedJunit([{ ...madeChecks.kept!(), promises: twice }], "none").match(/promise: [^"]*/g);
    expect(names).toEqual(["promise: bytes.total", "promise: bytes.total (2)"]);
  });

  test("names no two cases of a suite alike, and the same whatever came out", () => {
    const names = (testsuites.testsuite as Element[]).map((suite) =>
      (suite.testcase as Element[]).map((one) => one["@name"] as string),
    );
    for (const list of names) expect(new Set(list).size).toBe(list.length);
    const baselines = names.map((list) => list.filter((name) => name.startsWith("baseline: ")).join());
    expect(new Set(baselines).size).toBe(1);
  });

  test("fails where the text says that it changed, and nowhere else", () => {
    for (const suite of testsuites.testsuite as Element[]) {
      const checked = all.find(({ name }) => name === suite["@name"])!;
      const isKept = suite["@failures"] === "0" && suite["@errors"] === "0";
      expect(`${checked.name}: ${isKept}`).toBe(`${checked.name}: ${outcomeOf(checked) === "kept"}`);
    }
  });
});

describe("annotations", () => {
  test("are a line each, whatever is in them", () => {
    const lines = checkedGithub(made, "none").trimEnd().split("\n");
    const told = made.filter((checked) => outcomeOf(checked) !== "kept");
    expect(lines).toHaveLength(told.length);
    for (const line of lines) expect(line).toMatch(/^::error file=[^:,\r]+,title=[^:,\r]+::[^\r]+$/);
  });

  test("unescape to what was meant", () => {
    const [, file] = /file=([^,]*),/.exec(checkedGithub([madeChecks["odd-characters"]!()], "none"))!;
    expect(decodeURIComponent(file!)).toBe("scenarios/100 %, a:b|c`d`.yaml");
  });

  test("are no more than GitHub shows, the last for all others", () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...madeChecks.worse!(), name: `s${index}` }));
    const lines = checkedGithub(many, "none").trimEnd().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines[9]).toBe("::error title=gossipsim%3A 3 more scenarios::s9, s10, s11");
    expect(checkedGithub(many.slice(0, 10), "none").trimEnd().split("\n")[9]).toContain("s9 changed");
  });
});

describe("Markdown", () => {
  test("begins with what a bot looks for", () => {
    expect(checkedMarkdown(made, "none")).toMatch(/^<!-- gossipsim-check -->\n### /);
  });

  test("mentions nobody and breaks no table", () => {
    const text = checkedMarkdown([madeChecks["odd-characters"]!()], "none");
    const outsideOfCode = text.replace(/(`+)[\s\S]*?[^`]\1(?!`)/g, "");
    expect(outsideOfCode).not.toMatch(/@(?!\u200B)/);
    for (const table of text.split("\n\n").filter((block) => block.startsWith("|"))) {
      const cells = table.split("\n").map((row) => row.match(/(?<!\\)\|/g)!.length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  test.each([65_536, 20_000, 4_000, 400, 100, 20])("is of at most %i bytes, and says so when it is cut", (limit) => {
    const all = [hugeCheck("huge", 3000), ...made];
    const text = checkedMarkdown(all, "none", limit);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    // Figures are left out before scenarios are.
    if (limit >= 4_000) for (const { name } of all) expect(text).toContain(name);
    if (limit >= 100) expect(text).toMatch(/too long here/);
    else expect(text).toBe("");
    expect(text.match(/^```/gm)?.length ?? 0).toSatisfy((fences: number) => fences % 2 === 0);
  });

  test("leaves nothing out where there is room", () => {
    const text = checkedMarkdown([hugeCheck("huge", 3000)], "none", 1024 * 1024);
    expect(text).not.toContain("too long");
    expect(text.match(/infos\.bytes\.key-/g)).toHaveLength(3000);
  });
});

test("all as JSON", async () => {
  await expect(checkedJson(made, "none")).toMatchFileSnapshot("snapshots/checked-made-json.txt");
});

test("JSON is read back as what was checked", () => {
  const read = JSON.parse(checkedJson(made, "none")) as { scenarios: { name: string; outcome: string }[] };
  expect(read.scenarios.map(({ name, outcome }) => [name, outcome])).toEqual(
    made.map((checked) => [checked.name, outcomeOf(checked)]),
  );
});

/** An element as the parser gives it: attributes with an @, children in lists. */
type Element = Readonly<Record<string, unknown>>;

function read(xml: string): unknown {
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && name !== "testsuites",
  }).parse(xml);
}

const text = { attributes: ["message", "type"], children: [] };

/** As https://github.com/jenkinsci/xunit-plugin has it, without what is not used here. */
const schema: Record<string, { attributes: string[]; required?: string[]; children: string[] }> = {
  testsuites: { attributes: ["name", "time", "tests", "failures", "errors"], children: ["testsuite"] },
  testsuite: {
    attributes: ["name", "tests", "failures", "errors", "skipped", "file", "time", "package", "id"],
    required: ["name", "tests", "failures", "errors"],
    children: ["testcase", "properties", "system-out", "system-err"],
  },
  testcase: {
    attributes: ["name", "classname", "time", "group"],
    required: ["name"],
    children: ["failure", "error", "skipped", "system-out", "system-err"],
  },
  failure: text,
  error: text,
  skipped: text,
  "system-out": { attributes: [], children: [] },
};

function misfits(name: string, element: Element | string): string[] {
  if (typeof element === "string") return [];
  const { attributes, required = [], children } = schema[name]!;
  const allowed = ["#text", ...attributes.map((attribute) => `@${attribute}`), ...children];
  const missing = required.filter((attribute) => element[`@${attribute}`] === undefined);
  return [
    ...Object.keys(element)
      .filter((key) => !allowed.includes(key))
      .map((key) => `${name}: ${key}`),
    ...missing.map((attribute) => `${name}: no @${attribute}`),
    ...children.flatMap((child) =>
      ((element[child] ?? []) as (Element | string)[]).flatMap((one) => misfits(child, one)),
    ),
  ];
}
