// All time, timers, randomness and ids come from the kernel (or, in the pure packages, from the host): any other
// source would escape the virtual clock and the seeded ids. This names every place that uses one.
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

const bannedMembers = new Set([
  "Date.now",
  "Math.random",
  "crypto.randomUUID",
  "crypto.randomBytes",
  "performance.now",
]);
const bannedCalls = new Set(["setTimeout", "setInterval", "randomUUID", "randomBytes", "randomInt", "randomFillSync"]);
const bannedModules = new Set(["node:timers", "node:timers/promises", "timers", "timers/promises"]);

const files = globSync("packages/{asl,vtl,virga}/src/**/*.ts")
  .filter((file) => !file.endsWith(".test.ts") && !file.endsWith(".suite.ts"))
  .filter((file) => !file.startsWith("packages/virga/src/kernel/"));

function bannedUse(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) {
    const callee = node.expression.getText();
    if (bannedMembers.has(callee) || bannedCalls.has(callee)) return `${callee}()`;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) return "new Date()";
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    if (bannedModules.has(node.moduleSpecifier.text)) return `import of ${node.moduleSpecifier.text}`;
  }
  return undefined;
}

const found: string[] = [];
for (const file of files) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    const use = bannedUse(node);
    if (use) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1}: ${use}: take time, timers, randomness and ids from the kernel`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

for (const place of found) console.error(place);
process.exit(found.length === 0 ? 0 : 1);
