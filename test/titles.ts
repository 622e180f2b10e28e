/** A test of a file: its own title, and those of the `describe` around it, outermost first. */
export interface Title {
  readonly own: string;
  readonly around: readonly string[];
}

/**
 * The titles of the tests in a file, read from its text, in which the formatter has made the depth of a call the depth of its line. A title with
 * a place for the row of a table stands for one test a row, by the row's first string or its `name`, `option`, `topic` or `key`.
 */
export function titlesOf(text: string): Title[] {
  const titles: Title[] = [];
  const around: { readonly depth: number; readonly titles: readonly string[] }[] = [];
  for (const call of text.matchAll(/^( *)(describe|test|it)((?:\.each)?)\(/gm)) {
    const depth = call[1]!.length;
    const rest = text.slice(call.index + call[0].length);
    const isTable = call[3] !== "";
    const found = isTable
      ? /\)\(\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/.exec(rest)
      : /^\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/.exec(rest);
    if (found === null) continue;
    while (around.length > 0 && around.at(-1)!.depth >= depth) around.pop();
    const title = found[2]!.replaceAll(/\\(.)/g, "$1");
    const own = isTable ? filledIn(title, tableOf(rest.slice(0, found.index), text)) : [title];
    if (call[2] === "describe") around.push({ depth, titles: own });
    else for (const one of own) titles.push({ own: one, around: around.flatMap((outer) => outer.titles) });
  }
  return titles;
}

/** The text of the table, which stands in place or under a name. */
function tableOf(argument: string, text: string): string {
  if (!/^\w+$/.test(argument)) return argument;
  const declared = new RegExp(`^( *)const ${argument}\\b[^=]*= \\[$([^]*?)^\\1\\];`, "m").exec(text);
  return declared?.[2] ?? "";
}

/** Where a row's name goes: its first string, or the field of that name. */
const place = /%s|\$(name|option|topic|key)\b/;

function filledIn(title: string, table: string): string[] {
  const found = place.exec(title);
  if (found === null) return [title];
  const field = found[1];
  const row =
    field === undefined ? /(?:^\s*|\[\s*)\[\s*"([^"]*)"/gm : new RegExp(`^\\s*(?:\\{ )?${field}: "([^"]*)"`, "gm");
  const names = [...table.matchAll(row)].map(([, name]) => name!);
  return names.length === 0 ? [title] : names.map((name) => title.replace(place, () => name));
}
