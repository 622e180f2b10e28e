import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { packageVersion } from "../package-folder.ts";

/**
 * Names the very program that makes a run what it is: the version of the package and a digest of its code, since two builds of one version
 * may differ. The same on every machine on which the same package is installed.
 */
export function engineVersion(): string {
  version ??= `${packageVersion()}+${digest()}`;
  return version;
}

let version: string | undefined;

/** What is around it decides how results are shown, not what they are. */
const folders = ["gossip", "kernel", "measure", "network", "scenario", "simulation"];

function digest(): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const path = fileURLToPath(new URL(`../../${folder}/`, import.meta.url));
    const files = readdirSync(path).filter((name) => /\.(?:js|ts)$/.test(name) && !name.endsWith(".d.ts"));
    for (const name of files.sort()) hash.update(`${folder}/${name}\n`).update(readFileSync(path + name));
  }
  return hash.digest("hex").slice(0, 12);
}
