/** Tells whether a text fits `pattern`, in which `*` stands for anything, nothing included. Takes time in proportion to both. */
export function wildcard(pattern: string): (text: string) => boolean {
  const [head, ...parts] = pattern.split("*");
  const tail = parts.pop();
  if (tail === undefined) return (text) => text === pattern;
  return (text) => {
    if (text.length < head!.length + tail.length || !text.startsWith(head!) || !text.endsWith(tail)) return false;
    let at = head!.length;
    // Whatever stands between two stars is best found as early as it can be.
    for (const part of parts) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - tail.length;
  };
}
