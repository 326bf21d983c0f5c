#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
// Plain JavaScript, so that the cache of compiled modules is there before the first TypeScript file is read: a start then
// neither strips types nor compiles. A folder that can't be written only makes starts slower.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

// A trace is kept for a while and then dropped. V8 takes that for a long life, and would make every trace among what is old,
// where it takes up memory until everything is collected.
setFlagsFromString("--no-allocation-site-pretenuring");
enableCompileCache(fileURLToPath(new URL("../.compiled", import.meta.url)));
const { main } = await import("../src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
// Connections that others keep open must not keep the process.
process.exit();
