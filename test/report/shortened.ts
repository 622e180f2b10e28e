/** For `JSON.stringify`: long lists by their ends, numbers to six digits, functions by the word. */
export function shortened(_key: string, value: unknown): unknown {
  if (typeof value === "function") return "function";
  if (typeof value === "number") return Number(value.toPrecision(6));
  if (Array.isArray(value) && value.length > 12)
    return [...value.slice(0, 3), `… ${value.length - 5} more`, ...value.slice(-2)];
  return value;
}
