// Writes the table of operations into each service's README, between its two marker comments; with `--check` it only
// tells whether they are up to date.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { serviceDefinitions } from "../packages/virga/src/runtime.ts";

const start = "<!-- operations: written by scripts/generate-operation-tables.ts -->";
const end = "<!-- end of operations -->";

function operationNames(service: string): readonly string[] {
  const tables = `packages/virga/src/protocol/generated/${service}.json`;
  const { operations } = JSON.parse(readFileSync(tables, "utf8")) as { operations: Record<string, unknown> };
  return Object.keys(operations);
}

function table(service: string, supported: ReadonlySet<string>): string {
  const names = operationNames(service);
  const rows = names.filter((name) => supported.has(name)).map((name) => `\`${name}\``);
  const missing = names.filter((name) => !supported.has(name)).map((name) => `\`${name}\``);
  const rest = missing.length === 0 ? "" : `\n\nFail by name (${missing.length}): ${missing.join(", ")}.`;
  return `Supported (${rows.length} of ${names.length}): ${rows.join(", ")}.${rest}`;
}

const check = process.argv.includes("--check");
let stale = 0;
for (const { name, operations } of serviceDefinitions()) {
  const file = `packages/virga/src/services/${name}/README.md`;
  if (!existsSync(file)) {
    console.error(`${file} does not exist`);
    stale++;
    continue;
  }
  const text = readFileSync(file, "utf8");
  const [before, after] = [text.indexOf(start), text.indexOf(end)];
  const body = `${start}\n${table(name, new Set(Object.keys(operations)))}\n${end}`;
  const written =
    before < 0
      ? `${text.trimEnd()}\n\n## Operations\n\n${body}\n`
      : text.slice(0, before) + body + text.slice(after + end.length);
  if (written === text) continue;
  stale++;
  if (check) console.error(`${file}: the table of operations is stale; run node scripts/generate-operation-tables.ts`);
  else writeFileSync(file, written);
}
process.exit(check && stale > 0 ? 1 : 0);
