#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
// Plain JavaScript, so that the cache of compiled modules is there before the first TypeScript file is read: a start then
// neither strips types nor compiles. A folder that can't be written only makes starts slower.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

enableCompileCache(fileURLToPath(new URL("../.compiled", import.meta.url)));
const { main } = await import("../src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
// Connections that others keep open must not keep the process.
process.exit();
