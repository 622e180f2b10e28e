/** A promise the program makes to itself was not kept: a defect of gossipsim, never of its input. */
export class InvariantError extends Error {
  override name = "InvariantError";
}

/** Always on. Pass the message as a function where building it costs something. */
export function assert(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === "string" ? message : message());
}
