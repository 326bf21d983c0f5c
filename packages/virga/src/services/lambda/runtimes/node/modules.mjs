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
 * `runtimeFolders` are folders whose `node_modules` stand for the runtime's. `https` is loaded with AWS's hosts redirected.
 */
export function installModuleHooks({ layerFolders, runtimeFolders }) {
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
      try {
        return next(specifier, context);
      } catch (thrown) {
        if (isLooking || !missing.has(thrown?.code) || !bare.test(specifier)) throw thrown;
        const parents = ofRuntime.test(specifier) ? [...layers, ...runtime] : layers;
        const found = look(parents, specifier, context, next);
        if (found) return found;
        if (ofRuntime.test(specifier)) explainMissing(thrown, specifier);
        throw thrown;
      }
    },
  });
}

/** A file that need not exist: what lies in `node_modules` beside it is found from there. */
function parentIn(folder) {
  return pathToFileURL(join(folder, "index.js")).href;
}

function resolveFrom(parentURL, specifier, context, next) {
  try {
    if (context.conditions?.includes("import")) return next(specifier, { ...context, parentURL });
    return { url: pathToFileURL(createRequire(parentURL).resolve(specifier)).href, shortCircuit: true };
  } catch (thrown) {
    if (!missing.has(thrown?.code)) throw thrown;
    return undefined;
  }
}

function explainMissing(error, specifier) {
  const [scope, name] = specifier.split("/");
  error.message += `\n${scope}/${name} belongs to Lambda's own runtime; here it is taken from the packages of the app: install it there.`;
}
