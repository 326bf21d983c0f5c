import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAppCommand } from "./app-command.ts";

const script = (command: string) => {
  const parsed = parseAppCommand(command);
  return parsed.kind === "node" ? [parsed.script, parsed.typescript ? "typescript" : "javascript"] : "shell";
};

describe("the command of cdk.json", () => {
  it("is recognized as a TypeScript program, however it would be compiled", () => {
    const commands = [
      "npx ts-node --prefer-ts-exts bin/app.ts",
      "npx --no-install ts-node -P tsconfig.json bin/app.ts",
      "node_modules/.bin/ts-node bin/app.ts",
      "npx -y tsx bin/app.ts",
      "tsx --tsconfig tsconfig.json bin/app.ts",
      "yarn ts-node bin/app.ts",
      "pnpm exec tsx bin/app.ts",
      "node bin/app.ts",
    ];
    for (const command of commands) assert.deepEqual(script(command), ["bin/app.ts", "typescript"], command);
  });

  it("is recognized as a JavaScript program", () => {
    assert.deepEqual(script("node bin/app.js"), ["bin/app.js", "javascript"]);
    assert.deepEqual(script("node --max-old-space-size=4096 bin/app.mjs"), ["bin/app.mjs", "javascript"]);
  });

  it("keeps options, arguments and variables", () => {
    assert.deepEqual(parseAppCommand("STAGE='a b' node -r dotenv/config \"my app.js\" --x 1"), {
      kind: "node",
      nodeOptions: ["-r", "dotenv/config"],
      script: "my app.js",
      arguments: ["--x", "1"],
      typescript: false,
      environment: { STAGE: "a b" },
    });
  });

  it("leaves a loader that the app has chosen to it", () => {
    assert.deepEqual(script("node --import tsx bin/app.ts"), ["bin/app.ts", "javascript"]);
  });

  it("goes to a shell if it is anything else", () => {
    const commands = [
      "python3 app.py",
      "npm run build && node app.js",
      "node $APP",
      "node -e 'x()'",
      "mvn -q exec:java",
      "node 'a",
    ];
    for (const command of commands) assert.equal(script(command), "shell", command);
  });
});
