import { AwsError } from "../../../kernel/errors.ts";
import type { Exchange } from "./exchange.ts";

const sessionName = "BackplaneAssumeRoleSession";

/** Where lines of a stage go. */
export interface LogDestination {
  readonly account: string;
  readonly region: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Whether API Gateway makes the group, as it does for its own logs. */
  readonly makesGroup: boolean;
}

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Writes into a log as the role that the account's settings name. */
export async function putLogEvents(
  { call, deployed }: Exchange,
  { account, region, logGroupName, logStreamName, makesGroup }: LogDestination,
  logEvents: readonly LogEvent[],
): Promise<void> {
  const { place } = deployed;
  const { cloudwatchRoleArn: roleArn = "" } = call.state.account(call.state.reader, place);
  const by = { kind: "service", service: "apigateway.amazonaws.com", sourceAccount: place.account } as const;
  const principal = call.host.iam.assumeRole({ roleArn, sessionName, by }, { ...call, ...place });
  const context = { principal, account, region, span: call.span };
  const { bus } = call.host;
  const put = () => bus.callNamed("logs", "PutLogEvents", { logGroupName, logStreamName, logEvents }, context);
  const make = async (operation: string, input: object) => {
    try {
      await bus.callNamed("logs", operation, input, context);
    } catch (thrown) {
      if (!(thrown instanceof AwsError && thrown.code === "ResourceAlreadyExistsException")) throw thrown;
    }
  };
  try {
    await put();
  } catch (thrown) {
    if (!(thrown instanceof AwsError && thrown.code === "ResourceNotFoundException")) throw thrown;
    if (makesGroup) await make("CreateLogGroup", { logGroupName });
    await make("CreateLogStream", { logGroupName, logStreamName });
    await put();
  }
}
