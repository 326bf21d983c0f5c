import type { EncryptionConfiguration, LoggingConfiguration, TracingConfiguration } from "@aws-sdk/client-sfn";

export type MachineType = "STANDARD" | "EXPRESS";

/** What may differ between a state machine's revisions. */
export interface Revision {
  /** Unique; AWS shows none before the first update. */
  readonly revisionId: string;
  readonly isInitial: boolean;
  readonly definition: string;
  readonly roleArn: string;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: TracingConfiguration;
  readonly encryptionConfiguration: EncryptionConfiguration;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
}

/** A state machine with its newest revision. */
export interface MachineRecord {
  readonly name: string;
  readonly arn: string;
  readonly type: MachineType;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The number of the last version that was published, also if it was deleted since. */
  readonly lastVersion: number;
  readonly revision: Revision;
}

/** A published version: a revision under a number. */
export interface VersionRecord {
  readonly number: number;
  readonly createdAt: number;
  readonly description?: string;
  readonly revision: Revision;
}

/** A part, in percent, of the starts through an alias goes to a version. */
export interface RouteRecord {
  readonly version: number;
  readonly weight: number;
}

/** A name for one or two versions. */
export interface AliasRecord {
  readonly name: string;
  readonly description?: string;
  readonly routes: readonly RouteRecord[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A STANDARD execution. Instants are epoch milliseconds, input and output JSON texts. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly versionArn?: string;
  readonly aliasArn?: string;
  readonly revisionId: string;
  readonly roleArn: string;
  readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly startedAt: number;
  /** The number of its start among those of the state machine's executions. */
  readonly sequence: number;
  readonly stoppedAt?: number;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly traceHeader?: string;
  /** The task of another execution that waits for this one's end. */
  readonly waiter?: TaskReference;
}

/** A task of an execution. */
export interface TaskReference {
  readonly executionArn: string;
  readonly task: string;
}

/** An asynchronous Express execution that is running: enough to start it again. */
export interface ExpressRecord {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly machineArn: string;
  readonly revisionId: string;
  readonly input: string;
}
