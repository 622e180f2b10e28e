/** What the program ends with; 1 is kept for a promise of the scenario that was broken. */
export const exitCode = { ok: 0, userError: 2, defect: 3, interrupted: 130 } as const;
