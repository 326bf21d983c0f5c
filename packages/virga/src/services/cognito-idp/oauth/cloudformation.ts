import type {
  CreateResourceServerCommandInput,
  CreateUserPoolDomainCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type { ResourceType } from "../../../kernel/resource-type.ts";

/** `AWS::Cognito::UserPoolResourceServer`; `Ref` is the identifier, which scopes begin with. */
export const userPoolResourceServer: ResourceType = {
  properties: { Identifier: true, Name: true, Scopes: true, UserPoolId: true },
  createOnly: ["Identifier", "UserPoolId"],
  async create(call, properties) {
    const input = properties as unknown as CreateResourceServerCommandInput;
    await call.bus.call("cognito-idp", "CreateResourceServer", input, call.context);
    return { physicalId: input.Identifier!, attributes: {} };
  },
  async update(call, { physicalId, attributes, properties }) {
    const input = properties as unknown as CreateResourceServerCommandInput;
    await call.bus.call("cognito-idp", "UpdateResourceServer", input, call.context);
    return { physicalId, attributes };
  },
  delete(call, physicalId, properties) {
    const input = { UserPoolId: properties.UserPoolId as string, Identifier: physicalId };
    return unlessGone(
      call.bus.call("cognito-idp", "DeleteResourceServer", input, call.context),
      "ResourceNotFoundException",
    );
  },
};

/** `AWS::Cognito::UserPoolDomain`; `Ref` is the domain. */
export const userPoolDomain: ResourceType = {
  properties: {
    CustomDomainConfig: { CertificateArn: true },
    Domain: true,
    ManagedLoginVersion: true,
    UserPoolId: true,
  },
  createOnly: ["Domain", "UserPoolId"],
  async create(call, properties) {
    const input = domainInput(properties);
    const { CloudFrontDomain = "" } = await call.bus.call("cognito-idp", "CreateUserPoolDomain", input, call.context);
    return { physicalId: input.Domain!, attributes: { CloudFrontDistribution: CloudFrontDomain } };
  },
  async update(call, { physicalId, attributes, properties }) {
    await call.bus.call("cognito-idp", "UpdateUserPoolDomain", domainInput(properties), call.context);
    return { physicalId, attributes };
  },
  async delete(call, physicalId, properties) {
    const { DomainDescription } = await call.bus.call(
      "cognito-idp",
      "DescribeUserPoolDomain",
      { Domain: physicalId },
      call.context,
    );
    const UserPoolId = properties.UserPoolId as string;
    if (DomainDescription?.UserPoolId !== UserPoolId) return;
    await unlessGone(
      call.bus.call("cognito-idp", "DeleteUserPoolDomain", { Domain: physicalId, UserPoolId }, call.context),
      "ResourceNotFoundException",
    );
  },
};

/** Numbers come from templates as texts, too. */
function domainInput({ ManagedLoginVersion: version, ...properties }: Readonly<Record<string, unknown>>) {
  const input = properties as unknown as CreateUserPoolDomainCommandInput;
  return { ...input, ...(version !== undefined && { ManagedLoginVersion: Number(version) }) };
}
