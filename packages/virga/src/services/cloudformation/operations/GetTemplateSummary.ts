import type { GetTemplateSummaryInput, GetTemplateSummaryOutput } from "@aws-sdk/client-cloudformation";
import type { Call, Operation } from "../../../kernel/service.ts";
import { stackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { describeCapabilities, parseTemplate } from "../engine/preparation.ts";
import { readTemplateBody } from "../engine/requests.ts";
import { stackWithIdDoesNotExist, unsupported } from "../errors.ts";
import type { ParameterDeclaration } from "../template/model.ts";

/** What a template declares: parameters, resource types, needed capabilities. */
export const GetTemplateSummary: Operation<CloudFormation, GetTemplateSummaryInput, GetTemplateSummaryOutput> = {
  authorize: stackAction("GetTemplateSummary"),
  async handle(call, input) {
    if (input.StackSetName !== undefined) throw unsupported("The request's StackSetName");
    const template = await parseTemplate(await templateBody(call, input));
    const { description, metadata, transforms } = template;
    return {
      Parameters: Array.from(template.parameters.values(), summarizeParameter),
      ...(description === undefined ? {} : { Description: description }),
      ...describeCapabilities(template),
      ResourceTypes: [...new Set(Array.from(template.resources.values(), ({ type }) => type))],
      Version: "2010-09-09",
      ...(metadata === undefined ? {} : { Metadata: JSON.stringify(metadata) }),
      ...(transforms.length === 0 ? {} : { DeclaredTransforms: [...transforms] }),
    };
  },
};

async function templateBody(call: Call<CloudFormation>, input: GetTemplateSummaryInput): Promise<string> {
  const { StackName: name } = input;
  if (name === undefined) return readTemplateBody(call, input);
  const { state } = call.state;
  const stack = state.find(call, name);
  const template = stack && state.template(stack.stackId);
  if (template === undefined) throw stackWithIdDoesNotExist(name);
  return template;
}

function summarizeParameter(declaration: ParameterDeclaration) {
  const { name, type, default: fallback, noEcho, description, allowedValues } = declaration;
  return {
    ParameterKey: name,
    ...(fallback === undefined ? {} : { DefaultValue: fallback }),
    ParameterType: type,
    NoEcho: noEcho,
    ...(description === undefined ? {} : { Description: description }),
    ParameterConstraints: allowedValues === undefined ? {} : { AllowedValues: [...allowedValues] },
  };
}
