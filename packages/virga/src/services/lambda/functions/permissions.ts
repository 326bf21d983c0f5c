import type { AddPermissionRequest } from "@aws-sdk/client-lambda";
import type { Ids } from "../../../kernel/ids.ts";
import type { StoreReader, Transaction } from "../../../kernel/store.ts";
import { invalidParameter, policyTooLong, resourceConflict, resourceNotFound } from "../errors.ts";
import { latest, type PolicyStatement, policyDocument, type ResourcePolicy } from "../model.ts";
import { isVersionNumber, type QualifiedName, qualifiedArn } from "../names.ts";
import type { LambdaState } from "../state.ts";
import { requireAlias } from "./aliases.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */

/** Bytes of a policy document. */
const longestPolicy = 20_480;

/** The statement that AddPermission adds. @throws AwsError InvalidParameterValueException */
export function buildStatement(resource: string, input: AddPermissionRequest): PolicyStatement {
  if (input.FunctionUrlAuthType !== undefined && input.Action !== "lambda:InvokeFunctionUrl") {
    throw invalidParameter("FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action");
  }
  const equals = {
    ...(input.FunctionUrlAuthType !== undefined && { "lambda:FunctionUrlAuthType": input.FunctionUrlAuthType }),
    ...(input.PrincipalOrgID !== undefined && { "aws:PrincipalOrgID": input.PrincipalOrgID }),
    ...(input.SourceAccount !== undefined && { "AWS:SourceAccount": input.SourceAccount }),
    ...(input.EventSourceToken !== undefined && { "lambda:EventSourceToken": input.EventSourceToken }),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(input.InvokedViaFunctionUrl !== undefined && {
      Bool: { "lambda:InvokedViaFunctionUrl": String(input.InvokedViaFunctionUrl) },
    }),
    ...(input.SourceArn !== undefined && { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
  };
  return {
    Sid: input.StatementId!,
    Effect: "Allow",
    Principal: principalOf(input.Principal!),
    Action: input.Action!,
    Resource: resource,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function principalOf(principal: string): PolicyStatement["Principal"] {
  if (principal === "*") return "*";
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[a-z-]*:(iam|sts):/.test(principal)) return { AWS: principal };
  if (/^[a-z0-9.-]+\.[a-z.]+$/.test(principal)) return { Service: principal };
  throw invalidParameter("The provided principal was invalid. Please check the principal and try again.");
}

/** A policy with one more statement. @throws AwsError ResourceConflictException, PolicyLengthExceededException */
export function withStatement(
  policy: ResourcePolicy | undefined,
  statement: PolicyStatement,
  ids: Ids,
): ResourcePolicy {
  const statements = policy?.statements ?? [];
  if (statements.some(({ Sid }) => Sid === statement.Sid)) {
    throw resourceConflict(
      `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const grown = { statements: [...statements, statement], revisionId: ids.uuid() };
  const size = Buffer.byteLength(policyDocument(grown));
  if (size > longestPolicy) throw policyTooLong(size, longestPolicy);
  return grown;
}

/** A policy without the statement of this id. @throws AwsError ResourceNotFoundException */
export function withoutStatement(policy: ResourcePolicy | undefined, statementId: string, ids: Ids): ResourcePolicy {
  if (!policy) throw resourceNotFound("No policy is associated with the given resource.");
  const statements = policy.statements.filter(({ Sid }) => Sid !== statementId);
  if (statements.length === policy.statements.length) {
    throw resourceNotFound(`Statement ${statementId} is not found in resource policy.`);
  }
  return { statements, revisionId: ids.uuid() };
}

/** Checks that what a policy is for exists, and gives its revision. @throws AwsError ResourceNotFoundException */
export function policyRevision(state: LambdaState, reader: StoreReader, name: QualifiedName): string {
  state.function(reader, name);
  const { qualifier = latest } = name;
  if (qualifier === latest || isVersionNumber(qualifier)) return state.version(reader, name, qualifier).revisionId;
  return requireAlias(state, reader, name, qualifier).revisionId;
}

/** Writes a policy; what it is for gets the policy's revision, as the answers of AWS have it. */
export function writePolicy(
  state: LambdaState,
  transaction: Transaction,
  name: QualifiedName,
  policy: ResourcePolicy,
): void {
  const { qualifier = latest } = name;
  const { revisionId } = policy;
  state.putPolicy(transaction, name, policy);
  if (qualifier === latest || isVersionNumber(qualifier)) {
    state.putVersion(transaction, { ...state.version(transaction, name, qualifier), revisionId });
  } else state.putAlias(transaction, { ...state.alias(transaction, name, qualifier), revisionId });
}

/** What a permission is for, as a statement's resource. */
export function permissionResource(name: QualifiedName): string {
  if (name.qualifier === latest) throw invalidParameter("We currently do not support adding policies for $LATEST.");
  return qualifiedArn(name);
}
