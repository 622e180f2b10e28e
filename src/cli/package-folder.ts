import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where gossipsim is installed; src/cli and dist/cli lie equally deep in it. */
export const packageFolder = fileURLToPath(new URL("../../", import.meta.url));

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(`${packageFolder}package.json`, "utf8")) as { version: string };
  return version;
}
