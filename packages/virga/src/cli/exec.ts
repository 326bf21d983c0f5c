import { spawn } from "node:child_process";
import { VirgaError } from "../kernel/errors.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { type RunningVirga, requireRunning } from "./running.ts";
import { printError } from "./terminal.ts";

/** Variables that would lead AWS's tools somewhere else. */
const misleading = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN"];

/**
 * Runs a program with the AWS environment set to the Virga that is running; gives its exit code, or as a shell does 127
 * if there is no such program, 126 if it cannot be run.
 */
export async function exec(commandLine: CommandLine, context: CommandContext): Promise<number> {
  const running = await requireRunning(commandLine);
  const environment = awsEnvironment(running);
  // The program shares the terminal: Ctrl-C reaches it, and what it makes of that decides.
  void context.whenToldToStop();
  const [program = "", ...words] = commandLine.words;
  return new Promise((resolve) => {
    const child = spawn(program, words, { env: environment, stdio: "inherit" });
    child.on("error", (thrown: NodeJS.ErrnoException) => {
      const message = `the program could not be started: ${thrown.message}`;
      printError(context.errors, new VirgaError("ProgramNotRun", message, { where: program }), commandLine.verbose);
      resolve(thrown.code === "ENOENT" ? 127 : 126);
    });
    child.on("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 143)));
  });
}

/** The environment in which AWS's tools find a Virga. */
export function awsEnvironment(running: Pick<RunningVirga, "endpoint" | "account" | "region">): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    AWS_ENDPOINT_URL: running.endpoint,
    AWS_REGION: running.region,
    AWS_DEFAULT_REGION: running.region,
    // Any key that Virga has not issued is the account's root; one of 12 digits says which account.
    AWS_ACCESS_KEY_ID: running.account,
    AWS_SECRET_ACCESS_KEY: "virga",
    CDK_DEFAULT_ACCOUNT: running.account,
    CDK_DEFAULT_REGION: running.region,
    // Boto3 and the AWS CLI would put `sync-` and the like in front of localhost, which no resolver knows.
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
  };
  for (const name of misleading) delete environment[name];
  return environment;
}
