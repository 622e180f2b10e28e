import { shellCommand } from "./shell-command.ts";

/** The command that repeats one run of a scenario, or all of these. */
export function runCommand(
  file: string,
  seed: number | readonly number[],
  overrides: readonly string[],
  ...more: string[]
) {
  // A single number after --seeds would say how many.
  const seeds = typeof seed === "number" || seed.length === 1 ? ["--seed", String(seed)] : ["--seeds", seed.join(",")];
  const sets = overrides.flatMap((override) => ["--set", override]);
  return shellCommand(["npx", "gossipsim", "run", file, ...seeds, ...sets, ...more]);
}
