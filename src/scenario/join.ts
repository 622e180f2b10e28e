import type { NodeNames } from "./cluster.ts";
import { failAt, readRows } from "./csv-rows.ts";
import type { ReadFileAt } from "./named-file.ts";
import type { Problems } from "./problems.ts";
import type { Join } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import { show } from "./written.ts";

const path = ["cluster", "join"];

/** Whom each of `count` nodes knows at its start, wherever they stand. */
export function resolveJoin(
  join: Declared["cluster"]["join"],
  count: number,
  names: NodeNames,
  readFileAt: ReadFileAt,
  problems: Problems,
): Join {
  if (join === "first") return { kind: "nodes", nodes: [1] };
  if (join === "ring" || join === "line") return { kind: join };
  if ("first" in join) {
    if (join.first > count) problems.add([...path, "first"], `there are ${count} nodes, found ${join.first}`);
    return { kind: "nodes", nodes: Array.from({ length: join.first }, (_, index) => index + 1) };
  }
  if ("random" in join) {
    if (join.random >= count) {
      const most = `a node can know ${count - 1} others of ${count} nodes`;
      problems.add([...path, "random"], `${most}, found ${join.random}`);
    }
    return { kind: "random", count: join.random };
  }
  if ("nodes" in join) return knownToAll(join.nodes, count, problems);
  const lists = "lists" in join ? writtenLists(join.lists, names, problems) : listsInFile(readFileAt, names);
  problems.throwIfAny();
  return { kind: "lists", lists: listsOfNodes(lists, count, "lists" in join ? "lists" : "file", problems) };
}

function knownToAll(nodes: readonly number[], count: number, problems: Problems): Join {
  const seen = new Set<number>();
  for (const [index, id] of nodes.entries()) {
    if (id > count) problems.add([...path, "nodes", index], `there is no node ${id}; ids are 1 to ${count}`);
    if (seen.has(id)) problems.add([...path, "nodes", index], `the node ${id} stands here twice`);
    seen.add(id);
  }
  return { kind: "nodes", nodes };
}

/** What one name's nodes know. */
interface List {
  readonly name: string | number;
  /** Node ids. */
  readonly who: readonly number[];
  readonly knows: readonly number[];
  /** Has the mistake told where the list stands. */
  readonly fail: (problem: string) => void;
}

function writtenLists(
  lists: Readonly<Record<string, readonly (string | number)[]>>,
  names: NodeNames,
  problems: Problems,
): List[] {
  return Object.entries(lists).map(([key, knows]) => {
    const at = [...path, "lists", key];
    const name = asName(key);
    return {
      name,
      who: names.find(name, at),
      knows: names.findAll(knows, at),
      fail: (problem) => problems.add(at, problem),
    };
  });
}

/** Each row of the file is one node (or group, or site) and one that it knows; rows of the same name are one list. */
function listsInFile(readFileAt: ReadFileAt, names: NodeNames): List[] {
  const { file, text } = readFileAt([...path, "file"]);
  const [header, ...rows] = readRows(file, text);
  const found = new Map<string, List & { knows: number[] }>();
  const isHeader = header?.fields.map((field) => field.text).join() === "node,knows";
  if (header === undefined || !isHeader) {
    const row = header ?? { file, line: 1, fields: [{ text: "", column: 1 }] };
    failAt(
      row,
      0,
      `expected the header "node,knows", found ${header === undefined ? "an empty file" : show(header.fields[0]!.text)}`,
    );
  }
  for (const row of rows) {
    if (row.fields.length !== 2)
      failAt(row, 2, `expected a node and one that it knows, found ${row.fields.length} fields`);
    const [who, knows] = row.fields.map((field, index) => {
      const ids = names.seek(asName(field.text));
      return typeof ids === "string" ? failAt(row, index, ids) : ids;
    });
    const name = row.fields[0]!.text;
    const list = found.get(name) ?? {
      name: asName(name),
      who: who!,
      knows: [],
      fail: (problem) => failAt(row, 0, problem),
    };
    list.knows.push(...knows!.filter((id) => !list.knows.includes(id)));
    found.set(name, list);
  }
  return [...found.values()];
}

/** Keys and fields of a CSV file are text; what looks like an id is one. */
function asName(text: string): string | number {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

/** For each node the list that is most its own. */
function listsOfNodes(lists: readonly List[], count: number, key: string, problems: Problems): (readonly number[])[] {
  const own: (List | undefined)[] = new Array(count).fill(undefined);
  for (const list of lists) {
    for (const id of list.who) {
      const other = own[id - 1];
      if (other === undefined || precedence(list) > precedence(other)) own[id - 1] = list;
      else if (precedence(list) === precedence(other)) {
        list.fail(`node ${id} has a list already, that of ${show(other.name)}`);
        break;
      }
    }
  }
  problems.throwIfAny();
  const known = own.map((list) => list?.knows ?? []);
  checkNobodyIsAlone(known, key, problems);
  return known;
}

function precedence({ name }: List): number {
  return typeof name === "number" ? 2 : name === "all" ? 0 : 1;
}

/** A node that lists itself is meant to start a cluster; one of which nobody has heard is most likely forgotten. */
function checkNobodyIsAlone(known: readonly (readonly number[])[], key: string, problems: Problems): void {
  const heardOf = new Set<number>();
  for (const list of known) for (const id of list) heardOf.add(id);
  const alone = known.findIndex((list, index) => list.length === 0 && !heardOf.has(index + 1));
  if (alone >= 0 && known.length > 1) {
    problems.add([...path, key], `node ${alone + 1} knows nobody, and nobody knows it`);
  }
}
