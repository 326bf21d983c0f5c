import { fileURLToPath } from "node:url";
import { GoFunction } from "@aws-cdk/aws-lambda-go-alpha";
import { Duration } from "aws-cdk-lib";
import { type IUserPool, LambdaVersion, UserPool, UserPoolOperation } from "aws-cdk-lib/aws-cognito";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { Architecture, type Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

/** What the function is written in. Both do the same. */
export type TokenCustomizerLanguage = "typescript" | "go";

export interface TokenCustomizerProps {
  /** Whose tokens are customized: a pool of this app, with the plan Essentials or Plus. */
  readonly userPool: IUserPool;
  /** Where profiles are kept, with the string `username` as its only key: what `UserOnboarding` writes. */
  readonly profileTable: ITable;
  /** `go` needs Go where the app is synthesized. `typescript` if absent. */
  readonly language?: TokenCustomizerLanguage;
  /** How long the function's log is kept. One month if absent. */
  readonly logRetention?: RetentionDays;
}

/**
 * Puts what a user's profile says into the tokens that Cognito makes: `firstName`, `lastName`, `currentLocation` and
 * `roles` into the ID token, `roles` into the access token.
 *
 * A user without a profile, and every user while the table fails, is let in without these claims; the log says why.
 */
export class TokenCustomizer extends Construct {
  /** The PreTokenGeneration trigger (V2_0). It may read items of the profile table, and nothing else. */
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, props: TokenCustomizerProps) {
    super(scope, id);
    const { userPool, profileTable, language = "typescript", logRetention = RetentionDays.ONE_MONTH } = props;
    if (!(userPool instanceof UserPool)) {
      throw new Error(`${this.node.path}: the user pool must be one of this app, an imported one takes no triggers`);
    }
    const settings = {
      description: "Adds a user's profile to the tokens",
      // Cognito waits for 5 seconds; a user who is let in without claims must still be in time.
      timeout: Duration.seconds(3),
      tracing: Tracing.ACTIVE,
      logGroup: new LogGroup(this, "Log", { retention: logRetention }),
      environment: { PROFILE_TABLE: profileTable.tableName },
    };
    this.handler = language === "go" ? this.#goFunction(settings) : this.#typescriptFunction(settings);
    profileTable.grant(this.handler, "dynamodb:GetItem");
    profileTable.encryptionKey?.grantDecrypt(this.handler);
    userPool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, this.handler, LambdaVersion.V2_0);
  }

  #typescriptFunction(settings: object): LambdaFunction {
    return new NodejsFunction(this, "Function", {
      ...settings,
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      loggingFormat: LoggingFormat.TEXT,
      entry: fileURLToPath(new URL("./handler.ts", import.meta.url)),
      // The runtime has the SDK.
      bundling: { format: OutputFormat.ESM, minify: true, externalModules: ["@aws-sdk/*"] },
    });
  }

  #goFunction(settings: object): LambdaFunction {
    return new GoFunction(this, "GoFunction", {
      ...settings,
      runtime: Runtime.PROVIDED_AL2023,
      architecture: Architecture.ARM_64,
      memorySize: 128,
      loggingFormat: LoggingFormat.TEXT,
      entry: fileURLToPath(new URL("./go", import.meta.url)),
      // The same sources give the same program, wherever and from whatever commit it is built.
      bundling: { goBuildFlags: ["-trimpath", "-buildvcs=false", '-ldflags="-s -w"'] },
    });
  }
}
