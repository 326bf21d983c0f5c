import type { ResourceType } from "../../kernel/resource-type.ts";

/** `AWS::CloudFormation::WaitConditionHandle`: a URL to signal to, which only a wait condition would listen at. */
export const waitConditionHandle: ResourceType = {
  properties: {},
  createOnly: [],
  create: async (call) => {
    const { region } = call.context;
    const id = encodeURIComponent(`${call.stackId}/${call.logicalId}`);
    return {
      physicalId: `https://cloudformation-waitcondition-${region}.s3.${region}.amazonaws.com/${id}`,
      attributes: {},
    };
  },
  delete: async () => {},
};

/** `AWS::CDK::Metadata`: which constructs an app uses; it provisions nothing. */
export const cdkMetadata: ResourceType = {
  properties: { Analytics: "ignored" },
  createOnly: [],
  create: async (call) => ({ physicalId: call.physicalName(255), attributes: {} }),
  update: async (_call, { physicalId }) => ({ physicalId, attributes: {} }),
  delete: async () => {},
};
