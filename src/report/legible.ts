/** Without what nobody can see or what turns the text around it, such as an escape sequence in the key of an info; lines stay lines. */
export function legible(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu, "\uFFFD");
}

/** The same on one line. */
export function legibleLine(text: string): string {
  return legible(text.replace(/\s+/g, " "));
}
