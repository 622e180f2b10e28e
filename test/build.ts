import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../", import.meta.url));
const compiler = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

/** Builds the program once, before any test file: those that start it would otherwise see it half written by another's build. */
export default function build(): void {
  // What does not type-check is built all the same, and whoever works on something else can go on testing.
  spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: repository, stdio: "inherit" });
}
