/** The user's mistake, or several, told in one line each, without a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join("\n"));
    // Names of files may hold line breaks.
    this.lines = lines.map((line) => line.replace(/\s*[\r\n\u2028\u2029]+\s*/gu, " "));
  }
}
