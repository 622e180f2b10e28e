/**
 * Writes a value as JSON that is small and diffs well: whatever fits on one line stands on one, arrays of plain numbers
 * always do, everything else is broken up with two spaces of indentation. No number is rounded: each is written with the
 * shortest digits that read back as the same double (ECMAScript's own rule, the same in every engine). Members keep
 * their order; undefined ones are left out. Infinity, which JSON does not know, is written as the word for it at its
 * place (`infinityWord`). Ends with a newline.
 *
 * @throws RangeError for NaN and -Infinity, naming their place: they are never a measurement.
 */
export function writeJson(value: unknown): string {
  return `${write(value, "", "")}\n`;
}

/** What an infinite setting means there: a limit that is not set, a timer that is off, an end that never comes, or that of the run. */
export function infinityWord(key: string): "end" | "never" | "off" | "unlimited" {
  if (key === "to") return "end";
  if (key === "for" || key.toLowerCase().endsWith("ttl")) return "never";
  return key.endsWith("Interval") ? "off" : "unlimited";
}

const lineWidth = 120;

/** `place` is the path to the value, for errors and to name infinities by their last part. */
function write(value: unknown, indent: string, place: string): string {
  if (typeof value === "number") return writeNumber(value, place);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => write(item, deeper, `${place}[${index}]`));
    const flat = value.every((item) => typeof item === "number");
    return layOut(items, "[", "]", "", indent, flat);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}: ${write(member, deeper, place === "" ? key : `${place}.${key}`)}`);
  return layOut(members, "{", "}", " ", indent, false);
}

function layOut(parts: string[], open: string, close: string, padding: string, indent: string, flat: boolean): string {
  if (parts.length === 0) return open + close;
  if (flat || fits(parts, indent.length)) return open + padding + parts.join(", ") + padding + close;
  const deeper = `${indent}  `;
  return `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${indent}${close}`;
}

function fits(parts: readonly string[], indent: number): boolean {
  let length = indent + 4;
  for (const part of parts) {
    length += part.length + 2;
    if (length > lineWidth || part.includes("\n")) return false;
  }
  return true;
}

function writeNumber(value: number, place: string): string {
  if (Number.isFinite(value)) return JSON.stringify(value);
  if (value === Number.POSITIVE_INFINITY) return JSON.stringify(infinityWord(lastName(place)));
  throw new RangeError(`the report holds ${value} at ${place}: no measurement may be that`);
}

function lastName(place: string): string {
  return place.slice(place.lastIndexOf(".") + 1).replace(/\[\d+\]$/, "");
}
