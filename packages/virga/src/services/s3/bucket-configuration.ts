import type { OwnershipControls, ServerSideEncryptionConfiguration } from "@aws-sdk/client-s3";
import { AwsError } from "../../kernel/errors.ts";
import { principalName } from "../../kernel/principal.ts";
import type { Call } from "../../kernel/service.ts";
import { notImplemented } from "./errors.ts";
import { type Bucket, bucketArn } from "./model.ts";
import type { S3State } from "./state.ts";

/** Every bucket has it: what is stored is encrypted with S3's own keys. */
export const defaultEncryption: ServerSideEncryptionConfiguration = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
};

/** ACLs are not served, so that ownership without them is the only one there is. */
export function checkOwnership(ownership: OwnershipControls): void {
  for (const { ObjectOwnership } of ownership.Rules ?? []) {
    if (ObjectOwnership !== "BucketOwnerEnforced") throw notImplemented(`ObjectOwnership ${ObjectOwnership}`);
  }
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

function malformedPolicy(message: string): AwsError {
  return new AwsError("MalformedPolicy", message);
}

function statementsOf(text: string): readonly Statement[] {
  let document: { Statement?: unknown };
  try {
    document = JSON.parse(text) as { Statement?: unknown };
  } catch {
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  }
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  }
  if (document.Statement === undefined) throw malformedPolicy("Missing required field Statement");
  const statements = [document.Statement].flat();
  for (const statement of statements) {
    if (typeof statement !== "object" || statement === null || Array.isArray(statement)) {
      throw malformedPolicy("Syntax errors in policy.");
    }
  }
  return statements as Statement[];
}

function isPublic(statement: Statement): boolean {
  const principal = statement.Principal;
  const anyone =
    principal === "*" ||
    (typeof principal === "object" && principal !== null && Object.values(principal).flat().includes("*"));
  return statement.Effect === "Allow" && anyone && statement.Condition === undefined;
}

/** Throws if a text is no policy for this bucket, or opens it to everyone where that is blocked. */
export function checkBucketPolicy(call: Call<S3State>, bucket: Bucket, text: string): void {
  const arn = bucketArn(bucket.name);
  for (const statement of statementsOf(text)) {
    if (statement.Principal === undefined && !("NotPrincipal" in statement)) {
      throw malformedPolicy("Missing required field Principal");
    }
    for (const resource of [statement.Resource ?? []].flat()) {
      const own = resource === arn || (typeof resource === "string" && resource.startsWith(`${arn}/`));
      if (!own && resource !== "*") throw malformedPolicy("Policy has invalid resource");
    }
    if (bucket.publicAccessBlock?.BlockPublicPolicy && isPublic(statement)) {
      throw new AwsError(
        "AccessDenied",
        `User: ${principalName(call.principal)} is not authorized to perform: s3:PutBucketPolicy on resource: "${arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
        { status: 403 },
      );
    }
  }
}
