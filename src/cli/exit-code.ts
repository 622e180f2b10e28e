/** What the program ends with; of several, the greatest. */
export const exitCode = {
  ok: 0,
  /** A promise was broken, or a run is not as its baseline. */
  broken: 1,
  userError: 2,
  defect: 3,
  interrupted: 130,
} as const;
