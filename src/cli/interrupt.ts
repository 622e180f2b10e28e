/** Why the program shall end early, and the code to exit with once everything is tidied up. */
export class Interrupt extends Error {
  override readonly name = "Interrupt";
  readonly exitCode: number;

  constructor(reason: string, code: number) {
    super(reason);
    this.exitCode = code;
  }
}
