import type { ResourceProperties } from "../../../kernel/resource-type.ts";

export type RequestType = "Create" | "Update" | "Delete";

/** What a provider is asked to do: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html */
export interface CustomResourceRequest {
  readonly RequestType: RequestType;
  readonly ServiceToken: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceProperties: ResourceProperties;
  readonly OldResourceProperties?: ResourceProperties;
}

/** Properties as providers get them: every scalar is text. */
export function textualProperties(properties: ResourceProperties): ResourceProperties {
  return textual(properties) as ResourceProperties;
}

function textual(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textual);
  if (typeof value !== "object" || value === null) return value === null ? value : String(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, textual(member)]));
}
