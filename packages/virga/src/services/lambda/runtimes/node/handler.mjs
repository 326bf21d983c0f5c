import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { runtimeError } from "./errors.mjs";

/** Loads the function that `file.method` names, as https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html has it. */
export async function loadHandler(root, name) {
  if (name.includes("..")) {
    throw runtimeError(
      "Runtime.MalformedHandlerName",
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, file, path] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? [];
  if (!file || !path) throw runtimeError("Runtime.MalformedHandlerName", "Bad handler");
  const folder = name.slice(0, name.length - basename(name).length);
  const loaded = await loadModule(root, folder, file);
  const handler = exported(loaded, path) ?? exported(loaded?.default, path);
  if (handler === undefined || handler === null) {
    throw runtimeError("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  }
  if (typeof handler !== "function") throw runtimeError("Runtime.HandlerNotFound", `${name} is not a function`);
  return handler;
}

function exported(module, path) {
  return path.split(".").reduce((value, part) => value?.[part], module);
}

async function loadModule(root, folder, file) {
  try {
    return await loadFile(root, folder, file);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw renamed("Runtime.UserCodeSyntaxError", thrown);
    // AWS's runtime tells of what `import` does not find as it is.
    throw thrown?.code === "MODULE_NOT_FOUND" ? renamed("Runtime.ImportModuleError", thrown) : thrown;
  }
}

async function loadFile(root, folder, file) {
  const path = resolve(root, folder, file);
  // The message of a missing file names the one that requires it: on AWS that is this one.
  const require = createRequire("/var/runtime/index.mjs");
  if (existsSync(`${path}.js`))
    return isModule(path) ? import(pathToFileURL(`${path}.js`).href) : require(`${path}.js`);
  if (existsSync(`${path}.mjs`)) return import(pathToFileURL(`${path}.mjs`).href);
  if (existsSync(`${path}.cjs`)) return require(`${path}.cjs`);
  if (existsSync(path)) return require(path);
  return require(require.resolve(`${folder}${file}`, { paths: [root, resolve(root, folder)] }));
}

/** Whether the nearest package.json says that `.js` files are ES modules. */
function isModule(path) {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (basename(folder) === "node_modules") return false;
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) {
      try {
        return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
      } catch {
        return false;
      }
    }
    if (folder === dirname(folder)) return false;
  }
}

function renamed(name, cause) {
  const error = runtimeError(name, String(cause));
  error.stack = `${name}: ${cause.stack ?? cause}`;
  return error;
}
