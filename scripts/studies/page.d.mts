export interface BuiltInStudy {
  readonly file: string;
  /** What the page and its picture are called by: the file's name without its ending. */
  readonly title: string;
  /** Of the scenario. */
  readonly name: string;
  /** File name of its chart. */
  readonly picture: string;
  readonly question: string;
  /** Paragraphs. */
  readonly remarks: readonly string[];
  /** What comes out, with the sources of its figures. */
  readonly found: string;
}

export function builtInStudies(root: string): BuiltInStudy[];

export function head(studies: readonly BuiltInStudy[]): string;

export function topOf(study: BuiltInStudy): string;
