import { realpathSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { reachMachine, redirectHttps } from "./aws-hosts.mjs";

const missing = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"]);
const bare = /^(?:@[^/]+\/)?[^./@#][^:]*$/;
/** What Lambda's Node.js runtimes bring along. */
const ofRuntime = /^@(?:aws-sdk|smithy|aws-crypto)\//;

/**
 * Finds packages that the code lacks in its layers, and the AWS SDK where the runtime has it: for `require` and `import` alike.
 * What lies in other folders around the code (the app's packages, of which the work folder may be a part) is not the function's.
 * `runtimeFolders` are folders whose `node_modules` stand for the runtime's. `https` is loaded with AWS's hosts redirected.
 */
export function installModuleHooks({ taskRoot, layerRoot, layerFolders, runtimeFolders }) {
  const roots = [{ url: rootUrl(taskRoot), path: "/var/task/" }];
  if (layerRoot !== undefined) roots.push({ url: rootUrl(layerRoot), path: "/opt/" });
  const rootOf = (url) => url && roots.find((root) => url.startsWith(root.url));
  const layers = layerFolders.map(parentIn);
  const runtime = runtimeFolders.map(parentIn);
  let isLooking = false;
  const look = (parents, specifier, context, next) => {
    // The search itself comes through these hooks too.
    isLooking = true;
    try {
      for (const parent of parents) {
        const found = resolveFrom(parent, specifier, context, next);
        if (found) return found;
      }
      return undefined;
    } finally {
      isLooking = false;
    }
  };
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "https" || specifier === "node:https") redirectHttps();
      else if (specifier === "http" || specifier === "node:http") reachMachine();
      if (isLooking || !bare.test(specifier)) return next(specifier, context);
      const ofFunction = rootOf(context.parentURL);
      let failure;
      try {
        const found = next(specifier, context);
        if (!ofFunction || !found.url.startsWith("file:") || rootOf(found.url)) return found;
      } catch (thrown) {
        if (!missing.has(thrown?.code)) throw thrown;
        failure = thrown;
      }
      const parents = ofRuntime.test(specifier) ? [...layers, ...runtime] : layers;
      const found = look(parents, specifier, context, next);
      if (found) return found;
      failure = ofFunction ? failureOnLambda(specifier, context, ofFunction, failure, next) : failure;
      if (ofRuntime.test(specifier)) explainMissing(failure, specifier);
      throw failure;
    },
  });
}

/** A package that is not there, told as from the folders that the code lies in on AWS. */
function failureOnLambda(specifier, context, { url, path }, failure, next) {
  if (failure) {
    const here = new URL(url).pathname;
    failure.message = failure.message.replaceAll(here, path);
    failure.stack = failure.stack.replaceAll(here, path);
    return failure;
  }
  const parentURL = pathToFileURL(path).href + context.parentURL.slice(url.length);
  try {
    resolveStrictly(parentURL, specifier, context, next);
  } catch (thrown) {
    if (thrown.code === "MODULE_NOT_FOUND") thrown.message += "\n- /var/runtime/index.mjs";
    return thrown;
  }
  return new Error(`Cannot find package '${specifier}'`);
}

function rootUrl(folder) {
  return `${pathToFileURL(realpathSync(folder)).href}/`;
}

/** A file that need not exist: what lies in `node_modules` beside it is found from there. */
function parentIn(folder) {
  return pathToFileURL(join(folder, "index.js")).href;
}

function resolveFrom(parentURL, specifier, context, next) {
  try {
    return resolveStrictly(parentURL, specifier, context, next);
  } catch (thrown) {
    if (!missing.has(thrown?.code)) throw thrown;
    return undefined;
  }
}

function resolveStrictly(parentURL, specifier, context, next) {
  if (context.conditions?.includes("import")) return next(specifier, { ...context, parentURL });
  return { url: pathToFileURL(createRequire(parentURL).resolve(specifier)).href, shortCircuit: true };
}

function explainMissing(error, specifier) {
  const [scope, name] = specifier.split("/");
  error.message += `\n${scope}/${name} belongs to Lambda's own runtime; here it is taken from the packages of the app: install it there.`;
}
