import { CustomResourceError } from "./custom-resource-error.ts";

/** What a provider answered: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html */
export interface CustomResourceResponse {
  readonly succeeded: boolean;
  readonly reason: string;
  readonly physicalId?: string;
  readonly noEcho: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Bytes. */
const longestResponse = 4096;
const longestPhysicalId = 1024;

/** Reads the body of a provider's answer. @throws CustomResourceError */
export function readResponse(body: Uint8Array): CustomResourceResponse {
  if (body.length > longestResponse) throw new CustomResourceError("Response object is too long.");
  const { Status, Reason, PhysicalResourceId, NoEcho, Data } = parse(body);
  if (Status !== "SUCCESS" && Status !== "FAILED") {
    throw new CustomResourceError("Invalid response object: Value of property Status is invalid");
  }
  if (PhysicalResourceId !== undefined && (typeof PhysicalResourceId !== "string" || !fits(PhysicalResourceId))) {
    throw new CustomResourceError("Invalid PhysicalResourceId");
  }
  return {
    succeeded: Status === "SUCCESS",
    reason: Reason === undefined ? "" : String(Reason),
    ...(PhysicalResourceId === undefined ? {} : { physicalId: PhysicalResourceId }),
    noEcho: String(NoEcho).toLowerCase() === "true",
    data: typeof Data === "object" && Data !== null ? (Data as Record<string, unknown>) : {},
  };
}

function parse(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new CustomResourceError("Invalid response object: The response is not a valid JSON object");
}

function fits(physicalId: string): boolean {
  return physicalId !== "" && physicalId.length <= longestPhysicalId;
}
