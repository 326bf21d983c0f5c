import type { PutParameterCommandInput, PutParameterCommandOutput, PutParameterResult, Tag } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../kernel/errors.ts";
import { type Eventual, whenThere } from "../../../kernel/eventual.ts";
import { principalName } from "../../../kernel/principal.ts";
import type { Call, Operation } from "../../../kernel/service.ts";
import type { Transaction } from "../../../kernel/store.ts";
import { onParameter } from "../authorization.ts";
import { notImplemented, parameterAlreadyExists, validationException } from "../errors.ts";
import {
  checkAllowedPattern,
  checkNewName,
  chosenTier,
  keptVersions,
  labelsOf,
  type Parameter,
  type ParameterVersion,
} from "../model.ts";
import { sealValue } from "../secure-strings.ts";
import type { SsmState } from "../state.ts";
import { mergedTags } from "../tags.ts";

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const PutParameter: Operation<
  SsmState,
  PutParameterCommandInput,
  Omit<PutParameterCommandOutput, "$metadata">
> = {
  authorize: onParameter("PutParameter"),
  handle(call, input) {
    const name = input.Name!;
    checkNewName(name);
    refuseUnsupported(input);
    return whenThere(storedValue(call, input), (value) => put(call, input, value));
  },
};

/** What is kept of the value. Before a key is asked for, all that could refuse the parameter is checked. */
function storedValue(call: Call<SsmState>, input: PutParameterCommandInput): Eventual<string> {
  const previous = call.state.find(call.state.reader, call, input.Name!);
  if ((input.Type ?? previous?.current.type) !== "SecureString") return input.Value!;
  const { current } = nextVersion(call, input, previous, input.Value!);
  return sealValue(call, input.Name!, current.keyId!, current.tier, input.Value!);
}

function put(call: Call<SsmState>, input: PutParameterCommandInput, value: string): PutParameterResult {
  return call.state.transact((transaction) => {
    const previous = call.state.find(transaction, call, input.Name!);
    const parameter = nextVersion(call, input, previous, value);
    call.state.put(transaction, call, parameter);
    dropOldestVersion(call, transaction, parameter);
    return { Version: parameter.current.version, Tier: parameter.current.tier };
  });
}

function refuseUnsupported(input: PutParameterCommandInput): void {
  if (input.Policies !== undefined && input.Policies !== "" && input.Policies !== "[]") {
    throw notImplemented("Policies of parameters");
  }
  if (input.DataType === "aws:ec2:image" || input.DataType === "aws:ssm:integration") {
    throw notImplemented(`the parameter data type ${input.DataType}`);
  }
  if (input.DataType !== undefined && input.DataType !== "text") {
    throw validationException(
      `The following data type is not supported: ${input.DataType} (Data type names are all lowercase.)`,
    );
  }
  if (input.Overwrite && input.Tags?.length) {
    throw validationException(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
}

function nextVersion(
  call: Call<SsmState>,
  input: PutParameterCommandInput,
  previous: Parameter | undefined,
  storedValue: string,
): Parameter {
  if (previous && !input.Overwrite) throw parameterAlreadyExists();
  const name = input.Name!;
  const value = input.Value!;
  const type = input.Type ?? previous?.current.type;
  if (type === undefined) throw validationException("A parameter type is required when you create a parameter.");
  if (previous && type !== previous.current.type) {
    throw new AwsError(
      "HierarchyTypeMismatchException",
      "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change a parameter from a String type to a SecureString type. You must create a new, unique parameter.",
    );
  }
  if (input.KeyId !== undefined && type !== "SecureString") {
    throw validationException("KeyId can only be used with parameters of the type SecureString.");
  }
  if (value === "") throw validationException("Parameter value can't be an empty string.");
  checkAllowedPattern(input.AllowedPattern, value);
  const description = input.Description ?? previous?.current.description;
  const secure = type === "SecureString";
  const current: ParameterVersion = {
    version: (previous?.current.version ?? 0) + 1,
    value: storedValue,
    type,
    tier: chosenTier(input.Tier, previous?.current.tier, value),
    dataType: "text",
    modified: call.now,
    modifiedBy: principalName(call.principal),
    ...(description === undefined ? {} : { description }),
    ...(input.AllowedPattern === undefined ? {} : { allowedPattern: input.AllowedPattern }),
    ...(secure && { keyId: input.KeyId ?? previous?.current.keyId ?? "alias/aws/ssm" }),
  };
  const tags = mergedTags(previous?.tags ?? {}, (input.Tags ?? []) as Tag[]);
  return { name, current, labels: previous?.labels ?? {}, tags };
}

/** Keeps the newest 100 versions; a label holds its version, and so hinders new ones. */
function dropOldestVersion(call: Call<SsmState>, transaction: Transaction, parameter: Parameter): void {
  const oldest = parameter.current.version - keptVersions;
  if (oldest < 1) return;
  if (labelsOf(parameter, oldest).length > 0) {
    throw new AwsError(
      "ParameterMaxVersionLimitExceeded",
      `You attempted to create a new version of ${parameter.name} by calling the PutParameter API with the overwrite flag. Version ${oldest}, the oldest version, can't be deleted because it has a label associated with it. Move the label to another version of the parameter, and try again.`,
    );
  }
  call.state.deleteVersion(transaction, call, parameter.name, oldest);
}
