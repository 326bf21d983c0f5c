// `npm run check`: everything that can be said about the code without running it, side by side, in seconds.
import { spawn } from "node:child_process";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const node = process.execPath;
const checks: readonly Check[] = [
  { name: "types", command: [node, "node_modules/typescript-native/bin/tsc", "--noEmit", "-p", "tsconfig.json"] },
  {
    name: "console types",
    command: [node, "node_modules/typescript-native/bin/tsc", "--noEmit", "-p", "packages/console/tsconfig.json"],
  },
  { name: "lint", command: [node, "node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off", "."] },
  {
    name: "imports",
    command: [
      node,
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      "packages",
      "system/bin",
      "system/lib",
      "--config",
      ".dependency-cruiser.mjs",
      "--output-type",
      "err",
    ],
  },
  { name: "ambient", command: [node, "scripts/check-ambient.ts"] },
  { name: "dead code", command: [node, "node_modules/knip/bin/knip.js", "--no-progress"] },
  { name: "docs", command: [node, "scripts/check-docs.ts"] },
  { name: "operation tables", command: [node, "scripts/generate-operation-tables.ts", "--check"] },
];

function run({ name, command }: Check): Promise<boolean> {
  const [program = node, ...args] = command;
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.on("exit", (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? "✔" : "✖"} ${name} (${seconds} s)`);
      if (code !== 0) console.log(output.trimEnd().replace(/^/gm, "  "));
      resolve(code === 0);
    });
  });
}

const wanted = process.argv.slice(2);
const chosen = checks.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const results = await Promise.all(chosen.map(run));
process.exit(results.every(Boolean) ? 0 : 1);
