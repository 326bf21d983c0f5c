import type { MetricUnit } from "../../../kernel/metrics.ts";
import type { Exchange } from "./exchange.ts";

/**
 * Counts an answered request for CloudWatch: of the API, of its stage, and of the method where its settings have metrics on.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function countRequest(exchange: Exchange, status: number): void {
  const { call, deployed } = exchange;
  const { clock, metrics } = call.host;
  const { api, place, stage } = deployed;
  const dimensions = [["ApiName", api.name]];
  dimensions.push(["ApiName", api.name, "Stage", stage.stageName]);
  const resource = exchange.context.get("resourcePath");
  const method = exchange.request.method;
  if (typeof resource === "string" && hasMethodMetrics(exchange, resource, method)) {
    dimensions.push(["ApiName", api.name, "Method", method, "Resource", resource, "Stage", stage.stageName]);
  }
  for (const each of dimensions) {
    const source = metrics.of(place, "AWS/ApiGateway", ...each);
    const add = (metric: string, value: number, unit: MetricUnit = "Count") => source.add(metric, value, unit);
    add("Count", 1);
    add("4XXError", status >= 400 && status < 500 ? 1 : 0);
    add("5XXError", status >= 500 ? 1 : 0);
    add("Latency", Math.max(0, clock.now() - call.now), "Milliseconds");
    if (exchange.integrationLatency !== undefined)
      add("IntegrationLatency", exchange.integrationLatency, "Milliseconds");
  }
}

function hasMethodMetrics({ deployed }: Exchange, resourcePath: string, httpMethod: string): boolean {
  const settings = deployed.stage.methodSettings ?? {};
  const own = settings[`${resourcePath.slice(1)}/${httpMethod}`];
  return own?.metricsEnabled ?? settings["*/*"]?.metricsEnabled ?? false;
}
