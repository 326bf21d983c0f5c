import type {
  Architecture,
  CreateFunctionRequest,
  FunctionCode,
  RecursiveLoop,
  Runtime,
  UpdateFunctionConfigurationRequest,
  UpdateRuntimeOn,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../../kernel/errors.ts";
import { unlessGone } from "../../../kernel/resource-deletion.ts";
import type {
  CreatedResource,
  ResourceCall,
  ResourceProperties,
  ResourceType,
  ResourceUpdate,
} from "../../../kernel/resource-type.ts";
import { checkRuntime } from "../functions/runtimes.ts";
import { hasInlineCode, packInlineCode } from "./inline-code.ts";
import { changed, isTrue, numberOf, tagsOf, textOf } from "./properties.ts";

const longestName = 64;
const codeProperties = ["Code", "Architectures"];
const settingProperties = [
  "DeadLetterConfig",
  "Description",
  "Environment",
  "EphemeralStorage",
  "Handler",
  "KmsKeyArn",
  "Layers",
  "LoggingConfig",
  "MemorySize",
  "Role",
  "Runtime",
  "SnapStart",
  "Timeout",
  "TracingConfig",
  "VpcConfig",
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction: ResourceType = {
  properties: {
    Architectures: true,
    Code: { S3Bucket: true, S3Key: true, S3ObjectStorageMode: true, S3ObjectVersion: true, ZipFile: true },
    DeadLetterConfig: { TargetArn: true },
    Description: true,
    Environment: { Variables: true },
    EphemeralStorage: { Size: true },
    FunctionName: true,
    Handler: true,
    KmsKeyArn: true,
    Layers: true,
    LoggingConfig: { ApplicationLogLevel: true, LogFormat: true, LogGroup: true, SystemLogLevel: true },
    MemorySize: true,
    PackageType: true,
    RecursiveLoop: true,
    ReservedConcurrentExecutions: true,
    Role: true,
    Runtime: true,
    RuntimeManagementConfig: { RuntimeVersionArn: true, UpdateRuntimeOn: true },
    SnapStart: { ApplyOn: true },
    Tags: true,
    Timeout: true,
    TracingConfig: { Mode: true },
    VpcConfig: { Ipv6AllowedForDualStack: true, SecurityGroupIds: true, SubnetIds: true },
  },
  createOnly: ["FunctionName", "PackageType"],
  check: problemsOf,
  async create(call, properties) {
    const FunctionName = textOf(properties.FunctionName) ?? call.physicalName(longestName);
    const input: CreateFunctionRequest = {
      ...settingsOf(FunctionName, properties),
      FunctionName,
      Role: String(properties.Role),
      Code: codeOf(properties),
      Architectures: architecturesOf(properties),
      Tags: tagsOf(properties),
    };
    const { FunctionArn } = await call.bus.call("lambda", "CreateFunction", input, call.context);
    call.created(FunctionName);
    await configure(call, FunctionName, properties, {});
    return created(FunctionName, FunctionArn!, properties);
  },
  async update(call, { physicalId: FunctionName, attributes, properties, previousProperties }) {
    const { bus, context } = call;
    if (changed(previousProperties, properties, settingProperties)) {
      await bus.call("lambda", "UpdateFunctionConfiguration", settingsOf(FunctionName, properties), context);
    }
    if (changed(previousProperties, properties, codeProperties) || inlineFilesChanged(previousProperties, properties)) {
      const input = { FunctionName, ...codeOf(properties), Architectures: architecturesOf(properties) };
      await bus.call("lambda", "UpdateFunctionCode", input, context);
    }
    await configure(call, FunctionName, properties, previousProperties);
    await updateTags(call, String(attributes.Arn), properties, previousProperties);
    return created(FunctionName, String(attributes.Arn), properties);
  },
  async delete(call, FunctionName) {
    const deletion = call.bus.call("lambda", "DeleteFunction", { FunctionName }, call.context);
    await unlessGone(deletion, "ResourceNotFoundException");
  },
};

function problemsOf(properties: ResourceProperties): string[] {
  const { Code, PackageType, Runtime } = properties as { Code?: FunctionCode; PackageType?: string; Runtime?: unknown };
  const problems: string[] = [];
  if (PackageType !== undefined && PackageType !== "Zip") {
    problems.push(`Virga does not support the package type ${PackageType} of Lambda.`);
  }
  if (typeof Runtime !== "string") return problems;
  try {
    checkRuntime(Runtime as Runtime);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    problems.push(thrown.message);
  }
  if (Code?.ZipFile !== undefined && !hasInlineCode(Runtime)) {
    problems.push(`ZipFile can only be used when Runtime is set to either of nodejs, python; it is ${Runtime}`);
  }
  return problems;
}

/** The name of the file that inline code is in depends on the runtime. */
function inlineFilesChanged(before: ResourceProperties, after: ResourceProperties): boolean {
  const isInline = (after.Code as { ZipFile?: unknown } | undefined)?.ZipFile !== undefined;
  const isPython = ({ Runtime }: ResourceProperties) => String(Runtime).startsWith("python");
  return isInline && isPython(before) !== isPython(after);
}

function codeOf({ Code, Runtime }: ResourceProperties): FunctionCode {
  const { ZipFile, ...object } = (Code ?? {}) as Record<string, string>;
  return ZipFile === undefined ? object : { ZipFile: packInlineCode(String(ZipFile), String(Runtime)) };
}

function architecturesOf({ Architectures }: ResourceProperties): Architecture[] {
  return (Architectures ?? ["x86_64"]) as Architecture[];
}

/** All settings of a function; those that a template does not have are AWS's defaults. */
function settingsOf(FunctionName: string, properties: ResourceProperties): UpdateFunctionConfigurationRequest {
  const given = properties as Record<string, never>;
  const environment = properties.Environment as { Variables?: Record<string, unknown> } | undefined;
  const variables = Object.entries(environment?.Variables ?? {}).map(([key, value]) => [key, String(value)]);
  const vpc = properties.VpcConfig as Record<string, unknown> | undefined;
  const storage = properties.EphemeralStorage as { Size?: unknown } | undefined;
  const deadLetters = properties.DeadLetterConfig as { TargetArn?: string } | undefined;
  const tracing = properties.TracingConfig as { Mode?: "Active" | "PassThrough" } | undefined;
  const snapStart = properties.SnapStart as { ApplyOn?: "PublishedVersions" | "None" } | undefined;
  return {
    FunctionName,
    Runtime: given.Runtime,
    Handler: given.Handler,
    Role: given.Role,
    Description: textOf(properties.Description) ?? "",
    Timeout: numberOf(properties.Timeout) ?? 3,
    MemorySize: numberOf(properties.MemorySize) ?? 128,
    EphemeralStorage: { Size: numberOf(storage?.Size) ?? 512 },
    Environment: environment ? { Variables: Object.fromEntries(variables) as Record<string, string> } : {},
    DeadLetterConfig: { TargetArn: deadLetters?.TargetArn ?? "" },
    KMSKeyArn: textOf(properties.KmsKeyArn) ?? "",
    Layers: (properties.Layers ?? []) as string[],
    TracingConfig: { Mode: tracing?.Mode ?? "PassThrough" },
    SnapStart: { ApplyOn: snapStart?.ApplyOn ?? "None" },
    LoggingConfig: {
      LogFormat: "Text",
      LogGroup: `/aws/lambda/${FunctionName}`,
      ...(properties.LoggingConfig as object | undefined),
    },
    VpcConfig: {
      SubnetIds: (vpc?.SubnetIds ?? []) as string[],
      SecurityGroupIds: (vpc?.SecurityGroupIds ?? []) as string[],
      ...(vpc?.Ipv6AllowedForDualStack !== undefined && {
        Ipv6AllowedForDualStack: isTrue(vpc.Ipv6AllowedForDualStack),
      }),
    },
  };
}

/** Brings what has operations of its own to what the properties say, also where they say nothing any more. */
async function configure(
  { bus, context }: ResourceCall,
  FunctionName: string,
  properties: ResourceProperties,
  previous: ResourceProperties,
): Promise<void> {
  if (changed(previous, properties, ["ReservedConcurrentExecutions"])) {
    const ReservedConcurrentExecutions = numberOf(properties.ReservedConcurrentExecutions);
    if (ReservedConcurrentExecutions !== undefined) {
      await bus.call("lambda", "PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions }, context);
    } else await bus.call("lambda", "DeleteFunctionConcurrency", { FunctionName }, context);
  }
  if (changed(previous, properties, ["RecursiveLoop"])) {
    const RecursiveLoop = (properties.RecursiveLoop ?? "Terminate") as RecursiveLoop;
    await bus.call("lambda", "PutFunctionRecursionConfig", { FunctionName, RecursiveLoop }, context);
  }
  if (changed(previous, properties, ["RuntimeManagementConfig"])) {
    const { UpdateRuntimeOn = "Auto", RuntimeVersionArn } = (properties.RuntimeManagementConfig ?? {}) as {
      UpdateRuntimeOn?: UpdateRuntimeOn;
      RuntimeVersionArn?: string;
    };
    const input = { FunctionName, UpdateRuntimeOn, ...(RuntimeVersionArn !== undefined && { RuntimeVersionArn }) };
    await bus.call("lambda", "PutRuntimeManagementConfig", input, context);
  }
}

async function updateTags(
  { bus, context }: ResourceCall,
  Resource: string,
  properties: ResourceProperties,
  previous: ResourceUpdate["previousProperties"],
): Promise<void> {
  const Tags = tagsOf(properties);
  const TagKeys = Object.keys(tagsOf(previous)).filter((name) => !(name in Tags));
  if (TagKeys.length > 0) await bus.call("lambda", "UntagResource", { Resource, TagKeys }, context);
  if (Object.keys(Tags).length > 0 && changed(previous, properties, ["Tags"])) {
    await bus.call("lambda", "TagResource", { Resource, Tags }, context);
  }
}

function created(name: string, arn: string, properties: ResourceProperties): CreatedResource {
  const ApplyOn = (properties.SnapStart as { ApplyOn?: string } | undefined)?.ApplyOn ?? "None";
  return {
    physicalId: name,
    attributes: {
      Arn: arn,
      SnapStartResponse: { ApplyOn, OptimizationStatus: "Off" },
      "SnapStartResponse.ApplyOn": ApplyOn,
      "SnapStartResponse.OptimizationStatus": "Off",
    },
  };
}
