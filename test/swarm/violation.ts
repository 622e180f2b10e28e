/** A promise of the protocol that a run has not kept. */
export class Violation extends Error {
  override readonly name = "Violation";
  /** Short name of the invariant, such as "prefix". */
  readonly invariant: string;

  constructor(invariant: string, text: string) {
    super(`${invariant}: ${text}`);
    this.invariant = invariant;
  }
}

export function must(condition: boolean, invariant: string, text: () => string): asserts condition {
  if (!condition) throw new Violation(invariant, text());
}

export const seconds = (time: number) => `${time / 1e9} s`;
