import type { ValidateTemplateInput, ValidateTemplateOutput } from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../kernel/service.ts";
import { anyStackAction } from "../authorization.ts";
import type { CloudFormation } from "../context.ts";
import { checkTemplate, describeCapabilities } from "../engine/preparation.ts";
import { preparationContext, readTemplateBody } from "../engine/requests.ts";

/** Validates a template, and names all that Virga does not support in it. */
export const ValidateTemplate: Operation<CloudFormation, ValidateTemplateInput, ValidateTemplateOutput> = {
  authorize: anyStackAction("ValidateTemplate"),
  async handle(call, input) {
    const template = await checkTemplate(preparationContext(call), await readTemplateBody(call, input));
    const { description, transforms } = template;
    return {
      Parameters: Array.from(
        template.parameters.values(),
        ({ name, default: fallback, noEcho, description: text }) => ({
          ParameterKey: name,
          ...(fallback === undefined ? {} : { DefaultValue: fallback }),
          NoEcho: noEcho,
          ...(text === undefined ? {} : { Description: text }),
        }),
      ),
      ...(description === undefined ? {} : { Description: description }),
      ...describeCapabilities(template),
      ...(transforms.length === 0 ? {} : { DeclaredTransforms: [...transforms] }),
    };
  },
};
