import { toText, type Value } from "@virga/vtl";
import { tryParseArn } from "../../../kernel/arns.ts";
import { errorMessage } from "../../../kernel/errors.ts";
import type { Exchange } from "./exchange.ts";
import type { ClientAnswer } from "./integration-response.ts";
import { putLogEvents } from "./log-delivery.ts";

/** Writes a request into the stage's access log, if it has one. A log that can't be written to is reported, no more. */
export async function writeAccessLog(exchange: Exchange, answer: ClientAnswer): Promise<void> {
  const { destinationArn, format } = exchange.deployed.stage.accessLogSettings ?? {};
  if (!destinationArn || format === undefined) return;
  const { call } = exchange;
  try {
    await putLogEvent(exchange, destinationArn, logLine(exchange, answer, format));
  } catch (thrown) {
    const message = `The access log ${destinationArn} can't be written to: ${errorMessage(thrown)}`;
    call.host.report({ level: "warning", source: "apigateway", message });
  }
}

async function putLogEvent(exchange: Exchange, destinationArn: string, message: string): Promise<void> {
  const { call, deployed } = exchange;
  const arn = tryParseArn(destinationArn);
  const logGroupName = /^log-group:([^:]+)/.exec(arn?.resource ?? "")?.[1] ?? "";
  const destination = {
    account: arn?.account ?? deployed.place.account,
    region: arn?.region ?? deployed.place.region,
    logGroupName,
    logStreamName: deployed.deploymentId,
    makesGroup: false,
  };
  const events = [{ timestamp: call.now, message }];
  await putLogEvents(exchange, destination, events);
  if (!deployed.isCanary) return;
  const ofCanary = { ...destination, logGroupName: `${logGroupName}/Canary`, makesGroup: true };
  await putLogEvents(exchange, ofCanary, events);
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html */
function logLine({ call, context, deployed }: Exchange, answer: ClientAnswer, format: string): string {
  const own: Readonly<Record<string, Value>> = {
    status: String(answer.status),
    responseLength: Buffer.byteLength(answer.body),
    responseLatency: call.host.clock.now() - call.now,
  };
  return format.replace(/\$(?:\{)?(context|stageVariables)\.([\w.]+)\}?/g, (_, source: string, name: string) => {
    if (source === "stageVariables") return deployed.stage.variables?.[name] ?? "-";
    let value: Value | undefined = own[name];
    if (value === undefined) {
      value = context;
      for (const part of name.split(".")) value = value instanceof Map ? value.get(part) : undefined;
    }
    return value === undefined || value === null ? "-" : toText(value);
  });
}
