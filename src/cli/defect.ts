/** A defect of gossipsim itself, found while doing what `command` says. */
export class Defect extends Error {
  override readonly name = "Defect";
  /** Repeats it when given to a shell. */
  readonly command: string;

  constructor(command: string, cause: unknown) {
    super("a defect of gossipsim", { cause });
    this.command = command;
  }
}
