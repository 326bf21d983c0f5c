import type { ServiceHost } from "../../../kernel/service.ts";
import type { EventSourceMapping } from "./model.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics */
type EventCount =
  | "PolledEventCount"
  | "FilteredOutEventCount"
  | "InvokedEventCount"
  | "FailedInvokeEventCount"
  | "DroppedEventCount"
  | "OnFailureDestinationDeliveredEventCount"
  | "DeletedEventCount";

/** What mappings count for CloudWatch whose metrics settings ask for `EventCount`. */
export class MappingMetrics {
  readonly #host: ServiceHost;

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  count(mapping: EventSourceMapping, metric: EventCount, events: number): void {
    if (!mapping.metrics?.includes("EventCount")) return;
    this.#host.metrics.of(mapping, "AWS/Lambda", "EventSourceMappingUUID", mapping.uuid).add(metric, events);
  }
}
