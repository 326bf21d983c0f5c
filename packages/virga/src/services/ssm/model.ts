import type {
  Parameter as ParameterAnswer,
  ParameterHistory,
  ParameterMetadata,
  ParameterTier,
  ParameterType,
} from "@aws-sdk/client-ssm";
import { formatArn, tryParseArn } from "../../kernel/arns.ts";
import { AwsError } from "../../kernel/errors.ts";
import { parameterVersionNotFound, validationException } from "./errors.ts";

/** One version of a parameter. Instants are epoch milliseconds. */
export interface ParameterVersion {
  readonly version: number;
  /** The text itself, or a SecureString's ciphertext. */
  readonly value: string;
  readonly type: ParameterType;
  readonly tier: ParameterTier;
  readonly dataType: string;
  readonly modified: number;
  readonly modifiedBy: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  /** The key that a SecureString's value is encrypted with. */
  readonly keyId?: string;
}

/** A parameter with its newest version; all versions are also records of their own. */
export interface Parameter {
  readonly name: string;
  readonly current: ParameterVersion;
  /** The version that each label is on. */
  readonly labels: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** How many versions of a parameter are kept. */
export const keptVersions = 100;

/** `arn:aws:ssm:<region>:<account>:parameter/<name>`, where a path's first slash is not written twice. */
export function parameterArn(region: string, account: string, name: string): string {
  return formatArn("ssm", region, account, `parameter${name.startsWith("/") ? name : `/${name}`}`);
}

const nameRules =
  'It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.';

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export function checkNewName(name: string): void {
  const segments = name.split("/").filter((segment) => segment !== "");
  const first = segments[0] ?? "";
  if (name.includes("/") && !name.startsWith("/")) {
    throw validationException("Parameter name must be a fully qualified name.");
  }
  if (name.startsWith("/") && /^(aws|ssm)/i.test(first)) {
    throw new AwsError("AccessDeniedException", `No access to reserved parameter name: ${name}.`);
  }
  if (/^(aws|ssm)/i.test(first)) {
    throw validationException(
      'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
    );
  }
  if (!/^\/?[\w.-]+(\/[\w.-]+)*$/.test(name) || name.length > 1011) {
    throw validationException(
      "Parameter name: can only include the following characters: a-zA-Z0-9_.- and slashes (/) between sub-paths; it can be at most 1011 characters long.",
    );
  }
  if (segments.length > 15) {
    throw new AwsError(
      "HierarchyLevelLimitExceededException",
      "The hierarchy of the parameter name has more than 15 levels.",
    );
  }
}

/** The path of GetParametersByPath, with a slash at its end. */
export function checkedPath(path: string): string {
  if (!/^\/([\w.-]+(\/[\w.-]+)*\/?)?$/.test(path)) {
    throw validationException(
      `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/". ${nameRules}`,
    );
  }
  return path.endsWith("/") ? path : `${path}/`;
}

/** What a `Name` of GetParameter asks for: a parameter, and perhaps one version of it by number or label. */
export interface ParameterReference {
  readonly name: string;
  /** With its colon, as answers repeat it. */
  readonly selector?: string;
}

/** Reads `name`, `name:3`, `name:label`, or the same with the parameter's ARN in front. */
export function parseReference(text: string): ParameterReference {
  const arn = tryParseArn(text);
  const local = arn ? arn.resource.replace(/^parameter\/?/, "") : text;
  const colon = local.lastIndexOf(":");
  const bare = colon < 0 ? local : local.slice(0, colon);
  // An ARN has one slash before the name, whether the name starts with one (a path) or not.
  const name = arn && bare.includes("/") ? `/${bare}` : bare;
  return colon < 0 ? { name } : { name, selector: local.slice(colon) };
}

/** The number of the version that a selector asks for. */
export function selectedVersion(parameter: Parameter, selector: string | undefined): number {
  if (selector === undefined) return parameter.current.version;
  const text = selector.slice(1);
  const version = /^\d+$/.test(text) ? Number(text) : parameter.labels[text];
  if (version === undefined) throw parameterVersionNotFound(parameter.name, text);
  return version;
}

/** The labels on a version, in alphabetical order. */
export function labelsOf(parameter: Parameter, version: number): string[] {
  return Object.keys(parameter.labels)
    .filter((label) => parameter.labels[label] === version)
    .toSorted();
}

const tiers: Readonly<Record<"Standard" | "Advanced", { readonly label: string; readonly largest: number }>> = {
  Standard: { label: "Standard", largest: 4096 },
  Advanced: { label: "Advanced", largest: 8192 },
};

/** The tier that a value is kept in: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
export function chosenTier(wanted: ParameterTier | undefined, previous: ParameterTier | undefined, value: string) {
  const size = Buffer.byteLength(value, "utf8");
  if (wanted === "Standard" && previous === "Advanced") {
    throw validationException(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
  }
  const intelligent = wanted === "Intelligent-Tiering" && size > tiers.Standard.largest ? "Advanced" : "Standard";
  const tier = wanted === "Advanced" || previous === "Advanced" ? "Advanced" : intelligent;
  const { label, largest } = tiers[tier];
  if (size > largest) {
    const advice =
      tier === "Standard"
        ? " To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"
        : "";
    throw validationException(
      `${label} tier parameters support a maximum parameter value of ${largest} characters.${advice}`,
    );
  }
  return tier;
}

/** Throws if the value does not match the pattern that the parameter allows. */
export function checkAllowedPattern(pattern: string | undefined, value: string): void {
  if (pattern === undefined || pattern === "") return;
  let compiled: RegExp;
  try {
    compiled = new RegExp(`^(?:${pattern})$`, "s");
  } catch {
    throw new AwsError(
      "InvalidAllowedPatternException",
      "The request doesn't meet the regular expression requirement.",
    );
  }
  if (!compiled.test(value)) {
    throw new AwsError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
  }
}

/** A version as GetParameter and GetParameters answer it; `value` is plain or encrypted as asked. */
export function describeParameter(
  arn: string,
  name: string,
  version: ParameterVersion,
  value: string,
  selector: string | undefined,
): ParameterAnswer {
  return {
    Name: name,
    Type: version.type,
    Value: value,
    Version: version.version,
    ...(selector === undefined ? {} : { Selector: selector }),
    LastModifiedDate: new Date(version.modified),
    ARN: arn,
    DataType: version.dataType,
  };
}

/** What DescribeParameters and GetParameterHistory both say of a version. */
export function describeVersion(name: string, version: ParameterVersion): ParameterMetadata & ParameterHistory {
  return {
    Name: name,
    Type: version.type,
    ...(version.keyId === undefined ? {} : { KeyId: version.keyId }),
    LastModifiedDate: new Date(version.modified),
    LastModifiedUser: version.modifiedBy,
    ...(version.description === undefined ? {} : { Description: version.description }),
    ...(version.allowedPattern === undefined ? {} : { AllowedPattern: version.allowedPattern }),
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}
