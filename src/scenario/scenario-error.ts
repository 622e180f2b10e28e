/** Where something was written. Line and column count from 1; line 0 stands for the file (or `--set`) as a whole. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The author's mistake: one line, `file:line:column: what is wrong`. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, without the place. */
  readonly problem: string;

  constructor(place: Place, problem: string) {
    super(oneLine(`${placeName(place)}: ${problem}`));
    this.file = place.file;
    this.line = place.line;
    this.column = place.column;
    this.problem = oneLine(problem);
  }
}

function placeName({ file, line, column }: Place): string {
  return line === 0 ? file : `${file}:${line}:${column}`;
}

/** File names, names of sites and the messages of other libraries may hold line breaks and what no terminal shows. */
function oneLine(text: string): string {
  const line = text.replace(/\s*[\r\n\u2028\u2029]+\s*/gu, " ");
  return line.replace(/\p{Cc}/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
