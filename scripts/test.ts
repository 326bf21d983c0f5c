// Runs every test of the repository with Node's own runner: `npm test`, or `npm test -- <part of a path> ...`.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";

const patterns = [
  "packages/*/{src,test,bin}/**/*.test.ts",
  "system/{lib,functions,test}/**/*.test.ts",
  "{bench,scripts}/**/*.test.ts",
];
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
const files = patterns
  .flatMap((pattern) => globSync(pattern))
  .filter((file) => !file.includes("node_modules") && !file.includes("cdk.out"))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();

if (files.length === 0) {
  console.error(`No test file matches ${wanted.join(", ")}.`);
  process.exit(1);
}
const runner = [
  "--disable-warning=ExperimentalWarning",
  "--test",
  // Node would leave one processor free.
  `--test-concurrency=${availableParallelism()}`,
  // For each test and each file: what hangs fails by name. The slowest take some seconds on a quiet machine.
  "--test-timeout=600000",
  "--test-reporter=dot",
  "--test-reporter-destination=stdout",
];
const summary = ["--test-reporter=./scripts/summary-reporter.mjs", "--test-reporter-destination=stderr"];
const child = spawn(process.execPath, [...runner, ...summary, ...options, ...files], { stdio: "inherit" });
child.on("exit", (code) => process.exit(code ?? 1));
