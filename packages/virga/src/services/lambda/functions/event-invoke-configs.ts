import type { DestinationConfig, FunctionEventInvokeConfig } from "@aws-sdk/client-lambda";
import { tryParseArn } from "../../../kernel/arns.ts";
import type { StoreReader } from "../../../kernel/store.ts";
import { invalidParameter, resourceNotFound } from "../errors.ts";
import { type EventInvokeConfig, type FunctionPlace, functionArn, latest } from "../model.ts";
import { isVersionNumber, parseFunctionName, type QualifiedName } from "../names.ts";
import type { LambdaState } from "../state.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */

/** What PutFunctionEventInvokeConfig and UpdateFunctionEventInvokeConfig can set. */
export interface EventInvokeSettings {
  readonly MaximumRetryAttempts?: number | undefined;
  readonly MaximumEventAgeInSeconds?: number | undefined;
  readonly DestinationConfig?: DestinationConfig | undefined;
}

/** What a configuration is for: `$LATEST` unless something else is named. */
export function configQualifier({ qualifier = latest }: QualifiedName): string {
  return qualifier;
}

/** Checks that the function, version or alias is there. @throws AwsError ResourceNotFoundException */
export function checkConfigurable(state: LambdaState, reader: StoreReader, name: QualifiedName): void {
  const qualifier = configQualifier(name);
  const found =
    qualifier === latest || isVersionNumber(qualifier)
      ? state.findVersion(reader, name, qualifier)
      : state.findAlias(reader, name, qualifier);
  if (!found) throw resourceNotFound("The function doesn't exist.");
}

/** The configuration, or ResourceNotFoundException. */
export function requireConfig(state: LambdaState, reader: StoreReader, name: QualifiedName): EventInvokeConfig {
  const qualifier = configQualifier(name);
  const config = state.eventInvokeConfig(reader, name, qualifier);
  if (!config) {
    throw resourceNotFound(`The function ${functionArn(name, qualifier)} doesn't have an EventInvokeConfig`);
  }
  return config;
}

/** Checks settings, and gives them as a record has them. @throws AwsError InvalidParameterValueException */
export function readSettings(
  state: LambdaState,
  reader: StoreReader,
  place: FunctionPlace,
  settings: EventInvokeSettings,
): Pick<EventInvokeConfig, "maximumRetryAttempts" | "maximumEventAge" | "onSuccess" | "onFailure"> {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = settings;
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined && !DestinationConfig) {
    throw invalidParameter("You must specify at least one of error handling or destination setting.");
  }
  const onSuccess = DestinationConfig?.OnSuccess?.Destination || undefined;
  const onFailure = DestinationConfig?.OnFailure?.Destination || undefined;
  checkDestinations(state, reader, place, onSuccess, onFailure);
  return {
    ...(MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { maximumEventAge: MaximumEventAgeInSeconds }),
    ...(onSuccess === undefined ? {} : { onSuccess }),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
}

const destinationServices = ["events", "lambda", "s3", "sns", "sqs"];

function checkDestinations(
  state: LambdaState,
  reader: StoreReader,
  place: FunctionPlace,
  onSuccess: string | undefined,
  onFailure: string | undefined,
): void {
  for (const arn of [onSuccess, onFailure]) if (arn !== undefined) checkFunctionDestination(state, reader, place, arn);
  const service = (arn: string) => tryParseArn(arn)?.service ?? "";
  const onlyOnFailure = onSuccess !== undefined && service(onSuccess) === "s3";
  const known = [onSuccess, onFailure].every((arn) => arn === undefined || destinationServices.includes(service(arn)));
  if (known && !onlyOnFailure) return;
  const success = onSuccess === undefined ? "null" : `OnSuccess(destination=${onSuccess})`;
  const failure = onFailure === undefined ? "null" : `OnFailure(destination=${onFailure})`;
  throw invalidParameter(
    `The provided destination config DestinationConfig(onSuccess=${success}, onFailure=${failure}) is invalid.`,
  );
}

function checkFunctionDestination(state: LambdaState, reader: StoreReader, place: FunctionPlace, arn: string): void {
  const { service, region, account } = tryParseArn(arn) ?? {};
  if (service !== "lambda" || region !== place.region || account !== place.account) return;
  const target = parseFunctionName(place, arn);
  if (!state.findFunction(reader, target)) throw invalidParameter(`The destination ARN ${arn} is invalid.`);
  if (target.functionName === place.functionName) {
    throw invalidParameter("You can't specify the function as a destination for itself.");
  }
}

/** A configuration as answers have it. */
export function describeConfig(config: EventInvokeConfig): FunctionEventInvokeConfig {
  const { maximumRetryAttempts, maximumEventAge, onSuccess, onFailure } = config;
  return {
    LastModified: new Date(config.lastModified),
    FunctionArn: functionArn(config, config.qualifier),
    ...(maximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAge === undefined ? {} : { MaximumEventAgeInSeconds: maximumEventAge }),
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}
