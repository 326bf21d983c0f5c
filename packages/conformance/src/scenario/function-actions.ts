import { isObject, type JsonObject } from "../compare/structure.ts";
import type { ScenarioStep } from "../corpus/case.ts";
import { CaseFailure, Unsupported } from "../corpus/outcome.ts";
import { zipOf } from "../script/function-code.ts";
import type { Actions } from "./actions.ts";
import { invocations, printed } from "./function-log.ts";
import { type Handler, handlerCode } from "./handlers.ts";
import { places, type Scenario, unknown } from "./scenario.ts";

const roleName = "functions";
export const roleArn = `arn:aws:iam::${places.account}:role/${roleName}`;

const seconds = 30;

/** The role of all functions: it may do everything. */
export async function createRole(scenario: Scenario): Promise<void> {
  const Principal = { Service: "lambda.amazonaws.com" };
  const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] };
  const role = { RoleName: roleName, AssumeRolePolicyDocument: JSON.stringify(trust) };
  const { error } = await scenario.call("iam", "create_role", role);
  if (error?.code === "EntityAlreadyExists") return;
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const policy = { RoleName: roleName, PolicyName: "everything", PolicyDocument: JSON.stringify(everything) };
  await scenario.output("iam", "put_role_policy", policy);
}

/** The code of a step's handler. */
export function codeOf(handler: unknown): string {
  const code = handlerCode(handler as Handler);
  if (code === undefined) throw new Unsupported(`The case needs a function that ${(handler as Handler).does}`);
  return code;
}

/** Waits until a function can be used and changed. */
async function isReady(scenario: Scenario, FunctionName: string): Promise<void> {
  await scenario.poll(async () => {
    const found = await scenario.output("lambda", "get_function_configuration", { FunctionName });
    const isPending = found.State === "Pending" || found.LastUpdateStatus === "InProgress";
    return { holds: !isPending, seen: undefined };
  });
}

async function createFunction(scenario: Scenario, step: ScenarioStep, params: JsonObject): Promise<unknown> {
  await createRole(scenario);
  const code = codeOf(step.handler);
  const FunctionName = scenario.uniqueName(step.as!);
  const isCustom = String(step.runtime).startsWith("provided");
  const created = await scenario.call("lambda", "create_function", {
    FunctionName,
    Role: roleArn,
    Runtime: step.runtime,
    Handler: isCustom ? "bootstrap" : "handler.handler",
    Timeout: step.timeout ?? seconds,
    Environment: { Variables: scenario.things.resolve(step.environment ?? {}) },
    Code: { ZipFile: zipOf(isCustom ? "bootstrap" : "handler.py", code) },
    ...params,
  });
  if (created.error) return created;
  scenario.functions.push(FunctionName);
  scenario.things.set(step.as!, { name: FunctionName, arn: String(created.output.FunctionArn) });
  await isReady(scenario, FunctionName);
  return created;
}

/** Calls an operation on the function that a step is about. */
function onFunction(service: string, operation: string) {
  return async (scenario: Scenario, step: ScenarioStep, params: JsonObject) => {
    const FunctionName = scenario.things.get(step.of).name!;
    const answer = await scenario.call(service, operation, { FunctionName, ...params });
    if (step.then !== undefined) await isReady(scenario, FunctionName);
    if (step.as !== undefined) {
      const { FunctionArn, Version } = answer.output;
      scenario.things.set(step.as, { name: String(Version), arn: String(FunctionArn) });
    }
    return answer;
  };
}

async function readPrinted(scenario: Scenario, step: ScenarioStep): Promise<unknown> {
  const { of, only, expect_count: count } = step;
  if (only !== undefined && only !== "objects with a member Records") unknown("selection of printed lines", only);
  const { name = "" } = scenario.things.get(of);
  const least = countOf(count);
  const lines = await scenario.poll(async () => {
    const all = await printed(scenario, name);
    const seen = only === undefined ? all : all.filter((line) => isObject(line) && "Records" in line);
    // Without a number all that comes is meant: what there is once the function has run.
    const holds = least === undefined ? (await invocations(scenario, name)).length > 0 : seen.length >= least;
    return { holds, seen };
  });
  if (typeof count === "number" && lines.length !== count) {
    throw new CaseFailure(`${name} printed ${lines.length} lines in place of ${count}: ${JSON.stringify(lines)}`);
  }
  return { value: lines };
}

function countOf(count: unknown): number | undefined {
  if (count === undefined || typeof count === "number") return count;
  const least = /^at least (\d+)$/.exec(String(count))?.[1];
  return least === undefined ? unknown("number", count) : Number(least);
}

/** What is done with functions. */
export const functionActions: Actions = {
  create_function: createFunction,
  update_function_configuration: onFunction("lambda", "update_function_configuration"),
  publish_version: onFunction("lambda", "publish_version"),
  put_function_concurrency: onFunction("lambda", "put_function_concurrency"),
  put_function_event_invoke_config: onFunction("lambda", "put_function_event_invoke_config"),
  update_function_event_invoke_config: onFunction("lambda", "update_function_event_invoke_config"),
  invoke: onFunction("lambda", "invoke"),
  read_printed: readPrinted,
};
