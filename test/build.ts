import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../", import.meta.url));
const compiler = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

/** Builds the program once, before any test file: those that start it would otherwise see it half written by another's build. */
export default function build(): void {
  execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: repository, stdio: "inherit" });
}
