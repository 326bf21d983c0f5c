import { execFile } from "node:child_process";
import { errorMessage, VirgaError } from "../kernel/errors.ts";
import { awsEnvironment } from "./exec.ts";
import type { RunningVirga } from "./running.ts";

/**
 * Runs a script by this Node, with the AWS environment set to a Virga; gives what it prints.
 * @throws VirgaError if it fails, with what it says about that.
 */
export function runScript(
  script: string,
  running: Pick<RunningVirga, "endpoint" | "account" | "region">,
): Promise<string> {
  const words = ["--disable-warning=ExperimentalWarning", script];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { env: awsEnvironment(running) }, (failure, output, errors) => {
      if (!failure) return resolve(output);
      const message = `the script failed: ${errors.trim() || errorMessage(failure)}`;
      reject(new VirgaError("ScriptFailed", message, { where: script, cause: failure }));
    });
  });
}
