import { errorMessage } from "../../../kernel/errors.ts";
import { decidingSettings } from "../method-settings.ts";
import type { Exchange } from "./exchange.ts";
import { putLogEvents } from "./log-delivery.ts";

/** The level that a stage logs a method's executions at, `OFF` where its settings say nothing, and whether with their data. */
function logSettings({ deployed, context, request }: Exchange): {
  readonly level: string;
  readonly tracesData: boolean;
} {
  const resourcePath = String(context.get("resourcePath") ?? "/");
  const deciding = (member: "dataTraceEnabled" | "loggingLevel") =>
    decidingSettings(deployed.stage, resourcePath, request.method, member)?.settings;
  return {
    level: deciding("loggingLevel")?.loggingLevel ?? "OFF",
    tracesData: deciding("dataTraceEnabled")?.dataTraceEnabled ?? false,
  };
}

/** Whether any method of the stage is logged: the others' requests need not be written down. */
export function logsExecutions(methodSettings: Readonly<Record<string, { loggingLevel?: string }>> = {}): boolean {
  return Object.values(methodSettings).some((settings) => (settings.loggingLevel ?? "OFF") !== "OFF");
}

/** Writes what happened to a request into the stage's execution log. A log that can't be written to is reported, no more. */
export async function writeExecutionLog(exchange: Exchange): Promise<void> {
  const { call, deployed, log } = exchange;
  const { place, api, stage } = deployed;
  const { level, tracesData } = logSettings(exchange);
  const events = log === undefined || level === "OFF" ? [] : log.events(level, tracesData);
  if (events.length === 0) return;
  const ofStage = `API-Gateway-Execution-Logs_${api.id}/${stage.stageName}`;
  for (const logGroupName of deployed.isCanary ? [ofStage, `${ofStage}/Canary`] : [ofStage]) {
    const destination = { ...place, logGroupName, logStreamName: deployed.deploymentId, makesGroup: true };
    try {
      await putLogEvents(exchange, destination, events);
    } catch (thrown) {
      const message = `The execution log ${logGroupName} can't be written to: ${errorMessage(thrown)}`;
      call.host.report({ level: "warning", source: "apigateway", message });
    }
  }
}
