import type { CreateFunctionCommandInput, InvocationRequest, Lambda } from "@aws-sdk/client-lambda";
import { createTestCloud, type TestCloud, type TestCloudOptions } from "../../../testing/index.ts";
import { createFunction, createRole, zipOf } from "../functions.suite.ts";

/** What an invocation of a test gave. */
export interface Answer {
  readonly payload: unknown;
  /** `X-Amz-Function-Error` */
  readonly error: string | undefined;
  readonly version: string | undefined;
  /** The log's tail. */
  readonly log: string;
}

/** A cloud with functions that run, for tests. */
export class RunningFunctions {
  readonly cloud: TestCloud;
  lambda!: Lambda;

  private constructor(cloud: TestCloud) {
    this.cloud = cloud;
  }

  /** The role of the functions may do these actions. */
  static async start(
    actions: readonly string[] = ["logs:*"],
    options: TestCloudOptions = {},
  ): Promise<RunningFunctions> {
    const functions = new RunningFunctions(await createTestCloud(options));
    await createRole(functions.cloud, "lambda", actions);
    return functions;
  }

  /** Creates a function of these files, or of this `index.js`. */
  async create(
    name: string,
    code: string | Readonly<Record<string, string>>,
    input: Partial<CreateFunctionCommandInput> = {},
  ): Promise<void> {
    const files = typeof code === "string" ? { "index.js": code } : code;
    this.lambda = await createFunction(this.cloud, name, { Code: { ZipFile: zipOf(files) }, ...input });
  }

  async invoke(name: string, event: unknown = {}, input: Partial<InvocationRequest> = {}): Promise<Answer> {
    const { Payload, FunctionError, ExecutedVersion, LogResult } = await this.lambda.invoke({
      FunctionName: name,
      Payload: JSON.stringify(event),
      LogType: "Tail",
      ...input,
    });
    return {
      payload: JSON.parse(Buffer.from(Payload ?? []).toString("utf8") || "null"),
      error: FunctionError,
      version: ExecutedVersion,
      log: Buffer.from(LogResult ?? "", "base64").toString("utf8"),
    };
  }

  close(): Promise<void> {
    return this.cloud.close();
  }
}
