/** What the program ends with; `broken`: a promise of a scenario, or its baseline. */
export const exitCode = { ok: 0, broken: 1, userError: 2, defect: 3, interrupted: 130 } as const;
