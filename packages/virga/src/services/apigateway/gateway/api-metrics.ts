import type { Value } from "@virga/vtl";
import type { MetricCounter, MetricSource } from "../../../kernel/metrics.ts";
import type { Call } from "../../../kernel/service.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
import { decidingSettings } from "../method-settings.ts";
import type { DeployedStage } from "./deployed-stages.ts";

/** What is counted of a request that is answered. */
interface AnsweredRequest {
  readonly call: Pick<Call, "host" | "now">;
  readonly request: WireRequest;
  readonly deployed: DeployedStage;
  /** `$context`. */
  readonly context: ReadonlyMap<Value, Value>;
  /** Milliseconds that the integration took to answer. */
  readonly integrationLatency?: number;
}

/** Where the requests of a stage are counted: for its API, and for itself. */
type StageCounters = readonly [api: MetricCounter, stage: MetricCounter];

/**
 * Counts answered requests for CloudWatch: of the API, of its stage, and of the method where its settings have metrics on.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export class ApiMetrics {
  readonly #counters = new WeakMap<DeployedStage, StageCounters>();

  count(exchange: AnsweredRequest, status: number): void {
    const { call, deployed, request } = exchange;
    const latency = Math.max(0, call.host.clock.now() - call.now);
    for (const { source } of this.#countersOf(exchange)) countIn(source, status, latency, exchange.integrationLatency);
    const { api, place, stage } = deployed;
    if (stage.methodSettings === undefined) return;
    const resource = exchange.context.get("resourcePath");
    if (typeof resource !== "string" || !hasMethodMetrics(exchange, resource)) return;
    const { metrics } = call.host;
    const method = ["Method", request.method, "Resource", resource, "Stage", stage.stageName];
    const source = metrics.of(place, "AWS/ApiGateway", "ApiName", api.name, ...method);
    countIn(source, status, latency, exchange.integrationLatency);
  }

  #countersOf({ call, deployed }: AnsweredRequest): StageCounters {
    const known = this.#counters.get(deployed);
    if (known !== undefined) return known;
    const { metrics } = call.host;
    const { api, place, stage } = deployed;
    const made: StageCounters = [
      metrics.counter(place, "AWS/ApiGateway", "ApiName", api.name),
      metrics.counter(place, "AWS/ApiGateway", "ApiName", api.name, "Stage", stage.stageName),
    ];
    this.#counters.set(deployed, made);
    return made;
  }
}

function countIn(source: MetricSource, status: number, latency: number, integrationLatency: number | undefined): void {
  source.add("Count", 1);
  source.add("4XXError", status >= 400 && status < 500 ? 1 : 0);
  source.add("5XXError", status >= 500 ? 1 : 0);
  source.add("Latency", latency, "Milliseconds");
  if (integrationLatency !== undefined) source.add("IntegrationLatency", integrationLatency, "Milliseconds");
}

function hasMethodMetrics({ deployed, request }: AnsweredRequest, resourcePath: string): boolean {
  const deciding = decidingSettings(deployed.stage, resourcePath, request.method, "metricsEnabled");
  return deciding?.settings.metricsEnabled ?? false;
}
