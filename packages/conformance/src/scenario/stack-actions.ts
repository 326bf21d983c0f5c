import { isObject, type JsonObject } from "../compare/structure.ts";
import type { ScenarioStep } from "../corpus/case.ts";
import { CaseFailure } from "../corpus/outcome.ts";
import type { Actions } from "./actions.ts";
import { codeOf, createRole, roleArn } from "./function-actions.ts";
import type { Scenario } from "./scenario.ts";

const key = "result.txt";

/** The resources as a template has them: handlers become code, which finds the template's bucket in its environment. */
function templateResources(resources: JsonObject): JsonObject {
  const named = Object.entries(resources) as [string, JsonObject][];
  const [bucket] = named.find(([, { Type }]) => Type === "AWS::S3::Bucket") ?? [];
  return Object.fromEntries(
    named.map(([name, { handler, ...resource }]) => {
      if (handler === undefined) return [name, resource];
      const Properties = {
        Runtime: "python3.12",
        Handler: "index.handler",
        Role: roleArn,
        Timeout: 30,
        Code: { ZipFile: codeOf(handler) },
        ...(bucket !== undefined && { Environment: { Variables: { BUCKET: { Ref: bucket }, KEY: key } } }),
        ...(isObject(resource.Properties) && resource.Properties),
      };
      return [name, { ...resource, Properties }];
    }),
  );
}

async function deploy(scenario: Scenario, step: ScenarioStep): Promise<unknown> {
  await createRole(scenario);
  const StackName = scenario.uniqueName("stack");
  const outputs = Object.entries((step.outputs ?? {}) as JsonObject).map(([name, Value]) => [name, { Value }]);
  const Resources = templateResources(step.resources as JsonObject);
  const TemplateBody = JSON.stringify({ Resources, Outputs: Object.fromEntries(outputs) });
  await scenario.output("cloudformation", "create_stack", { StackName, TemplateBody });
  const stack = await scenario.poll(async () => {
    const { Stacks } = await scenario.output("cloudformation", "describe_stacks", { StackName });
    const [seen = {}] = listOf(Stacks);
    return { holds: !/_IN_PROGRESS$/.test(String(seen.StackStatus)), seen };
  });
  if (stack.StackStatus !== "CREATE_COMPLETE") throw new CaseFailure(`The stack became ${JSON.stringify(stack)}`);
  const { StackResources } = await scenario.output("cloudformation", "describe_stack_resources", { StackName });
  const things: Record<string, string> = { name: StackName };
  for (const { LogicalResourceId, PhysicalResourceId, ResourceType } of listOf(StackResources)) {
    things[String(LogicalResourceId)] = String(PhysicalResourceId);
    if (ResourceType === "AWS::S3::Bucket") things.bucket = String(PhysicalResourceId);
  }
  for (const { OutputKey, OutputValue } of listOf(stack.Outputs)) things[String(OutputKey)] = String(OutputValue);
  scenario.things.set("stack", things);
  return undefined;
}

/** The items of a list as XML answers have it: one alone need not be in a list. */
function listOf(value: unknown): JsonObject[] {
  const members = isObject(value) && "member" in value ? value.member : value;
  return (Array.isArray(members) ? members : [members]).filter(isObject);
}

export const stackActions: Actions = { deploy_stack: deploy };
