#!/usr/bin/env node
import * as nodeModule from "node:module";

// Node.js 22.1 and newer keep what they have compiled for the next time: before anything else is loaded.
(nodeModule as { readonly enableCompileCache?: () => void }).enableCompileCache?.();

const { main } = await import("./cli.ts");
const { processIo } = await import("./process-io.ts");

// Not process.exit(): what was written to a pipe may still be on its way.
process.exitCode = await main(process.argv.slice(2), processIo());
