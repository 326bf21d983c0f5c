// Runs a TypeScript file of this repository on a Node that can, with its dependencies installed.
// Plain JavaScript for old Nodes on purpose: it is what makes `npm start` and `npm test` work on a fresh clone.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const minimum = [22, 18];
const toolchain = join(root, ".toolchain");

/** Runs a command with its output on standard error, so that standard output stays the program's own. */
function run(command, args, env) {
  const options = { cwd: root, env, stdio: ["ignore", 2, 2], shell: process.platform === "win32" };
  const { status, error } = spawnSync(command, args, options);
  if (error || status !== 0) {
    console.error(`\n'${command} ${args.join(" ")}' failed${error ? `: ${error.message}` : ""}.`);
    process.exit(status || 1);
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

/** The Node to run on: this one, or a Node 24 from the npm registry where this one is too old. */
function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const node = join(toolchain, "node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");
  if (!existsSync(node)) {
    console.error(
      `Node ${process.versions.node} is older than ${minimum.join(".")}: installing Node 24 into .toolchain/`,
    );
    mkdirSync(toolchain, { recursive: true });
    writeFileSync(join(toolchain, "package.json"), '{ "private": true }\n');
    run(
      "npm",
      ["install", "--prefix", toolchain, "--no-audit", "--no-fund", "--loglevel=error", "node@24"],
      process.env,
    );
  }
  return node;
}

/**
 * Installs what the lock file says, unless exactly that is installed already. Not with `npm ci`: where a registry lacks an
 * optional package of another platform, npm leaves it out of the lock file and `npm ci` then refuses that file.
 */
function installDependencies(env) {
  const lock = readFileSync(join(root, "package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex");
  const stamp = join(root, "node_modules", ".virga-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.error("Installing dependencies (once)");
  run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], env);
  writeFileSync(stamp, hash);
}

const node = findNode();
const env = { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH };
installDependencies(env);
const [script, ...args] = process.argv.slice(2);
// The child decides how to end on a signal; this process only passes its exit code on.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
const { spawn } = await import("node:child_process");
const child = spawn(node, ["--disable-warning=ExperimentalWarning", script, ...args], {
  cwd: root,
  env,
  stdio: "inherit",
});
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
