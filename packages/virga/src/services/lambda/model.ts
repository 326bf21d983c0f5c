import type {
  Architecture,
  Cors,
  FunctionUrlAuthType,
  InvokeMode,
  RecursiveLoop,
  Runtime,
  SnapStartApplyOn,
  TracingMode,
  UpdateRuntimeOn,
  VpcConfig,
} from "@aws-sdk/client-lambda";
import type { StoredContent } from "../../kernel/contents.ts";

/** An account's region: function and layer names are unique within it. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Where a function is. Function names are unique within an account's region. */
export interface FunctionPlace extends Place {
  readonly functionName: string;
}

/** The code of a version or a layer: a zip file in the blob store of `lambda`. */
export interface FunctionCode extends StoredContent {
  /** Bytes of all files in it. */
  readonly unzippedSize: number;
  /** The SHA-256 of the zip file, in base64. */
  readonly sha256: string;
}

/** A version of a layer that a function names. */
export interface LayerReference {
  readonly arn: string;
  readonly code: FunctionCode;
}

/** What all versions of a function have in common. */
export interface FunctionRecord extends FunctionPlace {
  /** The number of the version that was published last; 0 if none was. Numbers are never used again. */
  readonly lastVersion: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  readonly recursiveLoop?: RecursiveLoop;
}

/** One version of a function: all that an execution environment is made of. A published one never changes. */
export interface FunctionVersion extends FunctionPlace {
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Changes with every change of code or configuration. */
  readonly revisionId: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  readonly runtime: Runtime;
  readonly handler: string;
  readonly code: FunctionCode;
  readonly role: string;
  readonly description: string;
  /** Seconds, 1 to 900. */
  readonly timeout: number;
  /** MB, 128 to 10,240. */
  readonly memorySize: number;
  /** MB in `/tmp`, 512 to 10,240. */
  readonly ephemeralStorage: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether descriptions tell the environment although it is empty: it was given. */
  readonly showsEnvironment?: boolean;
  /** In the order in which they are laid over one another. */
  readonly layers: readonly LayerReference[];
  readonly architecture: Architecture;
  readonly tracingMode: TracingMode;
  /** The ARN of the queue or topic for asynchronous events that could not be processed. */
  readonly deadLetterTarget?: string;
  readonly logging: FunctionLogging;
  /** Kept and told, without effect: there is one network, and nothing is encrypted. */
  readonly vpc?: VpcConfig;
  readonly kmsKeyArn?: string;
  readonly snapStart?: SnapStartApplyOn;
}

export interface FunctionLogging {
  readonly format: "Text" | "JSON";
  readonly group: string;
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
}

/** A name for a version, or for two of which one gets a share of the invocations. */
export interface FunctionAlias extends FunctionPlace {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  readonly revisionId: string;
  /** A version beside `functionVersion` and its share of invocations, 0 to 1. */
  readonly additional?: { readonly version: string; readonly weight: number };
}

/** How asynchronous events of a function, version or alias are handled. */
export interface EventInvokeConfig extends FunctionPlace {
  /** `$LATEST`, a version's number or an alias's name. */
  readonly qualifier: string;
  /** Epoch milliseconds. */
  readonly lastModified: number;
  /** 0 to 2. */
  readonly maximumRetryAttempts?: number;
  /** Seconds, 60 to 21,600. */
  readonly maximumEventAge?: number;
  /** ARNs of destinations. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

/** An HTTP address of a function or of an alias. */
export interface FunctionUrl extends FunctionPlace {
  /** The first part of the address's host. */
  readonly urlId: string;
  /** The alias's name; absent for the function itself. */
  readonly qualifier?: string;
  readonly authType: FunctionUrlAuthType;
  readonly cors?: Cors;
  readonly invokeMode: InvokeMode;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly lastModified: number;
}

/** A resource policy of a function, version, alias or layer version. */
export interface ResourcePolicy {
  /** Policy statements as IAM writes them, in the order in which they were added. */
  readonly statements: readonly PolicyStatement[];
  readonly revisionId: string;
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: string | Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Execution environments that are kept ready for a version or alias. */
export interface ProvisionedConcurrency extends FunctionPlace {
  /** A version's number or an alias's name. */
  readonly qualifier: string;
  readonly requested: number;
  /** Epoch milliseconds. */
  readonly lastModified: number;
}

/** Environments that are to be kept ready for a version. */
export interface ProvisionedVersion {
  readonly version: FunctionVersion;
  readonly count: number;
  /** When it was asked for, epoch milliseconds: what failed is tried again when it is asked for again. */
  readonly at: number;
}

/** How far the environments are that are to be kept ready for a version. */
export interface ProvisionedState {
  readonly status: "IN_PROGRESS" | "READY" | "FAILED";
  readonly available: number;
}

/** When a version's runtime is to be updated: kept and told, since runtimes here are the machine's. */
export interface RuntimeManagement {
  readonly updateRuntimeOn: UpdateRuntimeOn;
  readonly runtimeVersionArn?: string;
}

/** A published version of a layer. It never changes. */
export interface LayerVersion extends Place {
  readonly layerName: string;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly description: string;
  readonly code: FunctionCode;
  readonly compatibleRuntimes: readonly Runtime[];
  readonly compatibleArchitectures: readonly Architecture[];
  readonly license?: string;
}

/** The version that changes: what was not published. */
export const latest = "$LATEST";

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]` */
export function functionArn(place: FunctionPlace, qualifier?: string): string {
  const { account, region, functionName } = place;
  const arn = `arn:aws:lambda:${region}:${account}:function:${functionName}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** `arn:aws:lambda:<region>:<account>:layer:<name>[:<version>]` */
export function layerArn({ account, region }: Place, layerName: string, version?: number): string {
  const arn = `arn:aws:lambda:${region}:${account}:layer:${layerName}`;
  return version === undefined ? arn : `${arn}:${version}`;
}

/** The document of a resource policy, as GetPolicy tells it and IAM evaluates it. */
export function policyDocument({ statements }: ResourcePolicy): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}
