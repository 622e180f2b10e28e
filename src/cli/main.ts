#!/usr/bin/env node
import { main } from "./cli.ts";
import { processIo } from "./process-io.ts";

// Not process.exit(): what was written to a pipe may still be on its way.
process.exitCode = await main(process.argv.slice(2), processIo());
