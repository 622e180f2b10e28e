import { describe, expect, test } from "vitest";
import { Random } from "../../src/kernel/random.ts";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";
import { base, parse, refusal } from "./support.ts";

const second = 1_000_000_000;
const header = "time,node,key,size,ttl\n";
const text = (item = "{ replay: m.csv }") => `${base}workload: [${item}]\n`;
const files = (csv: string) => ({ files: { "scenarios/m.csv": csv } });
const replayed = (csv: string, item?: string) => parse(text(item), files(csv)).workload[0];

describe("a recording", () => {
  test("in any order of rows and columns, sorted by time; rows of one moment stay in theirs", () => {
    const csv = "# made up\nkey,size,ttl,node,time\nb,64 B,30 s,2,1.5 s\na,0 B,,9,0\nc,1 KiB,,2,1500 ms\n";
    expect(replayed(csv)).toEqual({
      replay: [
        { at: 0, node: 9, key: "a", size: 0, ttl: Number.POSITIVE_INFINITY },
        { at: 1.5 * second, node: 2, key: "b", size: 64, ttl: 30 * second },
        { at: 1.5 * second, node: 2, key: "c", size: 1024, ttl: Number.POSITIVE_INFINITY },
      ],
      leftOut: 0,
    });
  });

  test("no column ttl: for ever; keys between quotation marks, and with placeholders", () => {
    expect(replayed('time,node,key,size\r\n1 s,1,"a, b",1 B\r\n1 s,1,l:{node}:{site}:{group},1 B\r\n')).toMatchObject({
      replay: [{ key: "a, b", ttl: Number.POSITIVE_INFINITY }, { key: "l:{node}:{site}:{group}" }],
    });
  });

  test("begins at `at`; what comes after the end of the run is left out and counted", () => {
    const csv = `${header}0,1,a,1 B,\n40 s,1,b,1 B,\n39 s,1,c,1 B,\n2 h,1,d,1 B,\n`;
    expect(replayed(csv, "{ replay: m.csv, at: 20 s }")).toMatchObject({
      replay: [
        { at: 20 * second, key: "a" },
        { at: 59 * second, key: "c" },
      ],
      leftOut: 2,
    });
  });

  test("the same wherever the scenario is read from", () => {
    const item = replayed(`${header}0,1,a,1 B,\n`);
    const csv = { "in/data/m.csv": `${header}0,1,a,1 B,\n` };
    expect(parse(text("{ replay: data/m.csv }"), { files: csv, file: "in/x.yaml" }).workload[0]).toEqual(item);
  });

  test("promises know its keys", () => {
    const promise = (keys: string) => `${text()}expect: { dissemination.t99: { max: 1 s, keys: "${keys}" } }\n`;
    const csv = `${header}0,4,"l:{group}:{node}",1 B,\n1 s,1,plain,1 B,\n`;
    for (const keys of ["plain", "l:us:4", "l:*"]) parse(promise(keys), files(csv));
    for (const keys of ["l:us:5", "l:eu:*", "plane"]) {
      expect(refusal(promise(keys), files(csv))).toContain(`no key of this scenario fits "${keys}"`);
    }
  });
});

describe("a mistake in it", () => {
  test.each([
    ["", "1:1: expected a recording, found an empty file"],
    ["# only a comment\n", "1:1: expected a recording, found an empty file"],
    [header, "1:1: expected rows below the header, found none"],
    ["1 s,1,k,64 B,\n", '1:1: expected the header "time,node,key,size,ttl", found "1 s"'],
    ["time;node;key;size\n", '1:1: expected the header "time,node,key,size,ttl", found "time;node;key;size"'],
    ["time,nod,key,size\n1 s,1,k,1 B\n", '1:6: no column is called "nod"; did you mean "node"?'],
    ["time,node,key,size,colour\n", '1:20: no column is called "colour"; known: time, node, key, size, ttl'],
    ["time,node,key,size,\n", '1:20: no column is called ""; known: time, node, key, size, ttl'],
    ["time,node,key,time\n", '1:15: the column "time" stands here twice'],
    ["time,node,key\n", '1:11: the column "size" is missing: expected the header "time,node,key,size,ttl"'],
    ["# x\n\nnode,key,size\n", '3:10: the column "time" is missing: expected the header "time,node,key,size,ttl"'],
    [`${header}1 s,1,k,1 B\n`, "2:9: expected 5 fields, one a column, found 4"],
    [
      `${header}1 s,1,a,b,1 B,\n`,
      "2:15: expected 5 fields, one a column, found 6; what has a comma in it stands between quotation marks",
    ],
    [`${header}1 s,1,"k,1 B,\n`, "2:7: expected a closing quotation mark in the same line"],
    [`${header}-1 s,1,k,1 B,\n`, '2:1: expected a duration with its unit such as "60 s", found the negative "-1 s"'],
    [`${header}1,1,k,1 B,\n`, '2:1: expected a duration with its unit such as "60 s", found "1"'],
    [`${header},1,k,1 B,\n`, '2:1: expected a duration with its unit such as "60 s", found ""'],
    [`${header}1 s,10,k,1 B,\n`, "2:5: there is no node 10; ids are 1 to 9"],
    [`${header}1 s,0,k,1 B,\n`, "2:5: there is no node 0; ids are 1 to 9"],
    [`${header}1 s,eu,k,1 B,\n`, '2:5: expected the id of a node, found "eu"'],
    [`${header}1 s,,k,1 B,\n`, '2:5: expected the id of a node, found ""'],
    [`${header}1 s,1.5,k,1 B,\n`, '2:5: expected the id of a node, found "1.5"'],
    [`${header}1 s,1,,1 B,\n`, "2:7: expected a key, found an empty one"],
    [`${header}1 s,1,node:1,1 B,\n`, '2:7: keys that begin with "node:" are published by the nodes themselves'],
    [
      `${header}1 s,1,gossip-clients:1,1 B,\n`,
      '2:7: keys that begin with "gossip-clients:" are published by the nodes themselves',
    ],
    [
      `${header}1 s,1,my-system-db,1 B,\n`,
      '2:7: a key that contains "system-db" and is another one stops every node (K6)',
    ],
    [`${header}1 s,1,k{nod},1 B,\n`, '2:7: unknown placeholder "{nod}"; did you mean "{node}"?'],
    [`${header}1 s,1,k{of},1 B,\n`, '2:7: unknown placeholder "{of}"; known: {node}, {site}, {group}'],
    [`${header}1 s,1,k,64,\n`, '2:9: expected a size with its unit such as "64 KiB", found "64"'],
    [`${header}1 s,1,k,1 GB,\n`, '2:9: expected a size from 0 B to 67108864 B, found "1 GB"'],
    [`${header}1 s,1,k, 1 B,0 s\n`, "2:14: expected a duration longer than 0 s"],
    [`${header}1 s,1,k,1 B,never\n`, '2:13: expected a duration with its unit such as "60 s", found "never"'],
    [
      `${header}61 s,1,k,1 B,\n60 s,1,k,1 B,\n`,
      '2:1: all rows are past the end of the run: expected a time before 1 min, found "61 s"',
    ],
    [`${header}1 s,1,k\0,1 B,\n`, "2:8: expected UTF-8 text, found the character U+0000"],
  ])("%j", (csv, message) => {
    expect(refusal(text(), files(csv))).toBe(`scenarios/m.csv:${message}`);
  });

  test("what is wrong with the item stands in the scenario", () => {
    const csv = files(`${header}1 s,1,k,1 B,\n`);
    expect(refusal(text())).toBe("scenarios/x.yaml:10:22: cannot read scenarios/m.csv: no such file");
    expect(refusal(text("{ replay: 7 }"))).toBe(
      "scenarios/x.yaml:10:22: workload.0.replay: expected the path of a CSV file, found 7",
    );
    expect(refusal(text("{ replay: m.csv, at: 60 s }"), csv)).toBe(
      'scenarios/x.yaml:10:33: workload.0.at: expected a time before the end of the run at "60 s", found "60 s"',
    );
    expect(refusal(text("{ replay: m.csv, every: 1 s }"), csv)).toBe(
      'scenarios/x.yaml:10:29: workload.0: unknown key "every"; known: replay, at',
    );
  });

  test("of any kind gives one line with its place", () => {
    const random = new Random("spoilt recordings");
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random.uniform() * items.length)]!;
    const right = `# a comment\n${header}0 s,1,k,64 B,\n1.5 s,2,"a,""b",1 KiB,2 min\n3 s,9,l:{node},0 B,30 s\n`;
    const pieces = [",", '"', "\n", "\r", "#", " ", "-", "0", "9", "s", "B", "{", "}", "time", "", "\0", "é", "\u2028"];
    let refused = 0;
    for (let made = 0; made < 3000; made++) {
      let csv = right;
      for (let left = 1 + Math.floor(random.uniform() * 3); left > 0; left--) {
        const at = Math.floor(random.uniform() * csv.length);
        csv = csv.slice(0, at) + pick(pieces) + csv.slice(at + pick([0, 1, 5]));
      }
      try {
        parse(text(), files(csv));
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw new Error(`a defect with:\n${csv}`, { cause: error });
        if (!/^scenarios\/m\.csv:\d+:\d+: [^\p{Cc}\u2028\u2029]+$/u.test(error.message)) {
          expect.fail(`${error.message}\nis the message for:\n${csv}`);
        }
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(2900);
  });
});
