import type { CreateIdentityProviderCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { ResourceType } from "../../../kernel/resource-type.ts";

/** `AWS::Cognito::UserPoolIdentityProvider`; `Ref` is the provider's name. */
export const userPoolIdentityProvider: ResourceType = {
  properties: {
    AttributeMapping: true,
    IdpIdentifiers: true,
    ProviderDetails: true,
    ProviderName: true,
    ProviderType: true,
    UserPoolId: true,
  },
  createOnly: ["ProviderName", "ProviderType", "UserPoolId"],
  async create(call, properties) {
    const input = properties as unknown as CreateIdentityProviderCommandInput;
    await call.bus.call("cognito-idp", "CreateIdentityProvider", input, call.context);
    return { physicalId: input.ProviderName!, attributes: {} };
  },
  async update(call, { physicalId, attributes, properties }) {
    const { ProviderType: _type, ...input } = properties as unknown as CreateIdentityProviderCommandInput;
    // What has been taken out of the template goes.
    const complete = { AttributeMapping: {}, IdpIdentifiers: [], ...input };
    await call.bus.call("cognito-idp", "UpdateIdentityProvider", complete, call.context);
    return { physicalId, attributes };
  },
  delete(call, physicalId, properties) {
    const input = { UserPoolId: properties.UserPoolId as string, ProviderName: physicalId };
    return unlessGone(
      call.bus.call("cognito-idp", "DeleteIdentityProvider", input, call.context),
      "ResourceNotFoundException",
    );
  },
};
