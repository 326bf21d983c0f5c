import type { MetricUnit } from "../../../kernel/metrics.ts";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { Invocation, InvocationResult } from "../invocation.ts";
import { type QualifiedName, qualifiedArn } from "../names.ts";

/**
 * What functions count for CloudWatch: for the account's region, by function, and by what was invoked (the function, a version or an alias).
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class FunctionMetrics {
  readonly #host: ServiceHost;
  readonly #underWay = new Map<string, number>();

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  #add(arn: string, metric: string, value: number, unit: MetricUnit = "Count"): void {
    const [, , , region = "", account = "", , name = "", qualifier] = arn.split(":");
    const { metrics } = this.#host;
    const place = { account, region };
    metrics.of(place, "AWS/Lambda").add(metric, value, unit);
    metrics.of(place, "AWS/Lambda", "FunctionName", name).add(metric, value, unit);
    const resource = qualifier === undefined ? name : `${name}:${qualifier}`;
    metrics.of(place, "AWS/Lambda", "FunctionName", name, "Resource", resource).add(metric, value, unit);
  }

  throttled({ invokedArn }: Invocation): void {
    this.#add(invokedArn, "Throttles", 1);
  }

  /** An invocation begins; the returned function says how it ended. */
  began({ invokedArn }: Invocation): (result: InvocationResult | undefined) => void {
    const count = (this.#underWay.get(invokedArn) ?? 0) + 1;
    this.#underWay.set(invokedArn, count);
    this.#add(invokedArn, "ConcurrentExecutions", count);
    return (result) => {
      const left = this.#underWay.get(invokedArn)! - 1;
      if (left === 0) this.#underWay.delete(invokedArn);
      else this.#underWay.set(invokedArn, left);
      this.#add(invokedArn, "Throttles", 0);
      this.#add(invokedArn, "Invocations", 1);
      this.#add(invokedArn, "Errors", result && result.functionError === undefined ? 0 : 1);
      if (result) this.#add(invokedArn, "Duration", Math.round(result.duration * 100) / 100, "Milliseconds");
    };
  }

  asyncEvent(
    name: QualifiedName,
    metric: "AsyncEventsReceived" | "AsyncEventsDropped" | "DeadLetterErrors" | "DestinationDeliveryFailures",
  ): void {
    this.#add(qualifiedArn(name), metric, 1);
  }

  asyncEventAge(name: QualifiedName, milliseconds: number): void {
    this.#add(qualifiedArn(name), "AsyncEventAge", milliseconds, "Milliseconds");
  }

  iteratorAge(name: QualifiedName, milliseconds: number): void {
    this.#add(qualifiedArn(name), "IteratorAge", milliseconds, "Milliseconds");
  }
}
