// Writes src/gossip/proto.generated.ts from proto/, so that nothing reads a .proto file at run time.
//
//   node scripts/generate-proto.mjs            write the file
//   node scripts/generate-proto.mjs --check    write nothing; exit status 1 if the file is stale

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";

const protoFolder = fileURLToPath(new URL("../proto/", import.meta.url));
const target = fileURLToPath(new URL("../src/gossip/proto.generated.ts", import.meta.url));

/** @returns {string[]} the .proto files by their path inside proto/, in an order that no file system changes */
function protoFiles() {
  return readdirSync(protoFolder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".proto"))
    .sort();
}

/** @returns {string} the text of proto.generated.ts */
function generate() {
  const root = new protobuf.Root();
  root.resolvePath = (_importingFile, path) => join(protoFolder, path);
  root.loadSync(protoFiles(), { keepCase: true });
  root.resolveAll();
  return [
    "// Generated from proto/ by scripts/generate-proto.mjs. Do not edit.",
    "",
    `export const descriptor = ${JSON.stringify(root.toJSON(), null, 2)};`,
    "",
  ].join("\n");
}

function currentText() {
  try {
    return readFileSync(target, "utf8");
  } catch {
    return "";
  }
}

if (process.argv.includes("--check")) {
  if (currentText() !== generate()) {
    console.error("src/gossip/proto.generated.ts is stale: run node scripts/generate-proto.mjs");
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, generate());
}
