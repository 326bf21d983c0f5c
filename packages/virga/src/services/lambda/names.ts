import type { Call } from "../../kernel/service.ts";
import { invalidParameter, resourceNotFound } from "./errors.ts";
import { type FunctionPlace, functionArn, latest, type Place } from "./model.ts";

/** What a `FunctionName` parameter names: a function, perhaps with a version or alias. */
export interface QualifiedName extends FunctionPlace {
  /** `$LATEST`, a version's number or an alias's name. */
  readonly qualifier?: string;
}

const pattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9_-]+)(?::(\$LATEST|[a-zA-Z0-9_-]+))?$/;

/**
 * Reads a function's name, its partial ARN (`123456789012:function:name`) or its whole ARN, each perhaps with a
 * qualifier, which must be the same as the one given beside it. Account and region are the caller's unless it names them.
 * @throws AwsError InvalidParameterValueException, or ResourceNotFoundException for another region
 */
export function parseFunctionName(caller: Place, text: string, qualifier?: string): QualifiedName {
  const [, region, account, functionName, ownQualifier] = pattern.exec(text) ?? [];
  if (functionName === undefined) throw invalidParameter(`Invalid function name: ${text}`);
  if (region !== undefined && region !== caller.region) {
    throw resourceNotFound(`Functions from '${region}' are not reachable in this region ('${caller.region}')`);
  }
  const given = qualifier === "" ? undefined : qualifier;
  if (given !== undefined && ownQualifier !== undefined && given !== ownQualifier) {
    throw invalidParameter("The derived qualifier from the function name does not match the specified qualifier.");
  }
  const named = given ?? ownQualifier;
  const place = { account: account ?? caller.account, region: caller.region, functionName };
  return named === undefined ? place : { ...place, qualifier: named };
}

/** The ARN of what a name names, as the caller named it. */
export function qualifiedArn(name: QualifiedName): string {
  return functionArn(name, name.qualifier);
}

/** A name for operations on whole functions. @throws AwsError if it has a qualifier */
export function parseUnqualifiedName(call: Call, text: string): FunctionPlace {
  const { qualifier, ...place } = parseFunctionName(call, text);
  if (qualifier === undefined || qualifier === latest) return place;
  throw invalidParameter(
    `This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.`,
  );
}

/** Whether a qualifier is a published version's number. */
export function isVersionNumber(qualifier: string): boolean {
  return /^[0-9]+$/.test(qualifier);
}
