import { fileURLToPath } from "node:url";
import { Duration } from "aws-cdk-lib";
import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { Architecture, type Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

/** Where FHIR resources are written to. */
export interface FhirWriterProps {
  /** Where resources are kept, with the string `reference` (such as `Patient/p1`) as its only key. A new one if absent. */
  readonly table?: ITable;
  /** How long the function's log is kept. One month if absent. */
  readonly logRetention?: RetentionDays;
}

/**
 * A function that writes the FHIR resources of a Kinesis stream's records into a table, the newest of each; a
 * `GuardedStreamConsumer` gives it the records.
 */
export class FhirWriter extends Construct {
  readonly table: ITable;
  /** It may put items into the table and write its trace, and nothing else. */
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: FhirWriterProps = {}) {
    super(scope, id);
    this.table = props.table ?? this.#createTable();
    this.handler = new NodejsFunction(this, "Function", {
      description: "Writes FHIR resources from a stream into a table",
      entry: fileURLToPath(new URL("./handler.ts", import.meta.url)),
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      // A batch of 10,000 does not fit, and needs not: what is left is given again.
      timeout: Duration.minutes(1),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup: new LogGroup(this, "Log", { retention: props.logRetention ?? RetentionDays.ONE_MONTH }),
      environment: { RESOURCE_TABLE: this.table.tableName },
      // The runtime has the SDK.
      bundling: { format: OutputFormat.ESM, minify: true, externalModules: ["@aws-sdk/*"] },
    });
    this.table.grant(this.handler, "dynamodb:PutItem");
    this.table.encryptionKey?.grantEncryptDecrypt(this.handler);
  }

  #createTable(): Table {
    return new Table(this, "Table", {
      partitionKey: { name: "reference", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
  }
}
