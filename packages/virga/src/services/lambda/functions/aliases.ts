import type { AliasConfiguration, AliasRoutingConfiguration } from "@aws-sdk/client-lambda";
import type { StoreReader } from "../../../kernel/store.ts";
import { constraintViolation, invalidParameter, resourceNotFound } from "../errors.ts";
import { type FunctionAlias, type FunctionPlace, functionArn, latest } from "../model.ts";
import { isVersionNumber } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html */

/** The alias, or the ResourceNotFoundException of operations on aliases. */
export function requireAlias(
  state: LambdaState,
  reader: StoreReader,
  place: FunctionPlace,
  name: string,
): FunctionAlias {
  const alias = state.findAlias(reader, place, name);
  if (!alias) throw resourceNotFound(`Cannot find alias arn: ${functionArn(place, name)}`);
  return alias;
}

/**
 * The second version that a routing configuration names, for an alias of `functionVersion`; undefined if it names none.
 * @throws AwsError InvalidParameterValueException, ValidationException, ResourceNotFoundException
 */
export function readRouting(
  state: LambdaState,
  reader: StoreReader,
  place: FunctionPlace,
  functionVersion: string,
  routing: AliasRoutingConfiguration,
): FunctionAlias["additional"] {
  const weights = Object.entries(routing.AdditionalVersionWeights ?? {});
  if (weights.length > 1) {
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  const [entry] = weights;
  if (!entry) return undefined;
  const [version, weight] = entry;
  if (weight < 0 || weight >= 1) {
    throw constraintViolation(
      `{${version}=${weight}}`,
      "routingConfig.additionalVersionWeights",
      "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    );
  }
  if (version === functionVersion) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  if (functionVersion === latest) {
    throw invalidParameter("$LATEST is not supported for an alias pointing to more than 1 version");
  }
  if (!isVersionNumber(version)) {
    throw constraintViolation(
      `{${version}=${weight}}`,
      "routingConfig.additionalVersionWeights",
      "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]",
    );
  }
  state.version(reader, place, version);
  return { version, weight };
}

/** An alias as answers have it. */
export function describeAlias(alias: FunctionAlias): AliasConfiguration {
  const { additional } = alias;
  return {
    AliasArn: functionArn(alias, alias.name),
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RevisionId: alias.revisionId,
    ...(additional && { RoutingConfig: { AdditionalVersionWeights: { [additional.version]: additional.weight } } }),
  };
}
