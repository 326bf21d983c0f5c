// Documents match the code: every repository path that a document names in backticks or links to exists, and every
// npm script it names is there. What git ignores is made by programs and need not be there.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "system/README.md"]
  .concat(globSync("docs/**/*.md"), globSync("packages/**/README.md"))
  .filter((file) => existsSync(file) && !file.includes("node_modules"));
const scripts = Object.keys(
  (JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> }).scripts,
);
const roots = /^(packages|system|bench|docs|scripts|\.ci)\//;
const ignored = readFileSync(".gitignore", "utf8")
  .split("\n")
  .filter((line) => line.endsWith("/"));
const isIgnored = (path: string) => ignored.some((folder) => `/${path}/`.includes(`/${folder}`));
const placeholder = /[<>*{}$]|\.\.\./;

function missingIn(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const missing: string[] = [];
  for (const [, code = ""] of text.matchAll(/`([^`\n]+)`/g)) {
    if (!roots.test(code) || placeholder.test(code) || code.includes(" ")) continue;
    if (!isIgnored(code) && !existsSync(code)) missing.push(code);
  }
  for (const [, target = ""] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    if (!existsSync(normalize(join(dirname(file), target)))) missing.push(target);
  }
  for (const [, script = ""] of text.matchAll(/npm (?:run )?([a-z:-]+)/g)) {
    const known =
      scripts.includes(script) ||
      ["install", "ci", "i", "registry", "workspaces", "package", "packages"].includes(script);
    if (text.includes(`npm run ${script}`) && !known) missing.push(`npm run ${script}`);
  }
  return missing.map((name) => `${file}: '${name}' does not exist`);
}

const problems = documents.flatMap(missingIn);
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
