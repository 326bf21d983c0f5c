import { tryParseArn } from "../../kernel/arns.ts";
import { AwsError } from "../../kernel/errors.ts";
import type { MetricCounter } from "../../kernel/metrics.ts";
import type { Call, Operation, ServiceHost } from "../../kernel/service.ts";
import type { Table } from "./tables/table.ts";

/** Where an operation on a table was counted last: mostly it comes again. */
interface LastCounted {
  readonly account: string;
  readonly region: string;
  readonly table: string;
  readonly counter: MetricCounter;
}

/**
 * What tables count for CloudWatch:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export class TableMetrics {
  readonly #host: ServiceHost;
  readonly #ofTables = new WeakMap<Table["record"], MetricCounter>();
  readonly #ofOperations = new Map<string, LastCounted>();

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** Capacity units that a request consumed of a table. */
  consumed({ record }: Table, metric: "ConsumedReadCapacityUnits" | "ConsumedWriteCapacityUnits", units: number): void {
    if (units <= 0) return;
    let counter = this.#ofTables.get(record);
    if (counter === undefined) {
      counter = this.#host.metrics.counter(record, "AWS/DynamoDB", "TableName", record.name);
      this.#ofTables.set(record, counter);
    }
    counter.source.add(metric, units);
  }

  /** Milliseconds that an operation took that succeeded. */
  succeeded({ account, region }: Call, operation: string, table: string, milliseconds: number): void {
    let last = this.#ofOperations.get(operation);
    if (last === undefined || last.table !== table || last.region !== region || last.account !== account) {
      const dimensions = ["TableName", table, "Operation", operation];
      const counter = this.#host.metrics.counter({ account, region }, "AWS/DynamoDB", ...dimensions);
      last = { account, region, table, counter };
      this.#ofOperations.set(operation, last);
    }
    last.counter.source.add("SuccessfulRequestLatency", milliseconds, "Milliseconds");
  }
}

interface OnTables {
  readonly TableName?: unknown;
  readonly RequestItems?: unknown;
}

type AnyOperation = Operation<unknown, never>;

/** Measures how long operations take and counts how they fail. */
export function measured<Operations extends Readonly<Record<string, object>>>(operations: Operations): Operations {
  const wrapped = Object.entries(operations).map(([name, operation]) => [
    name,
    measure(name, operation as AnyOperation),
  ]);
  return Object.fromEntries(wrapped) as Operations;
}

function measure(name: string, operation: AnyOperation): AnyOperation {
  return {
    ...operation,
    handle(call: Call, input: never) {
      const { clock } = call.host;
      const started = clock.elapsed();
      try {
        const output = operation.handle(call, input);
        if (output instanceof Promise) return output;
        const milliseconds = Math.round((clock.elapsed() - started) * 100) / 100;
        const { metrics } = call.state as { readonly metrics: TableMetrics };
        for (const table of tablesOf(input)) metrics.succeeded(call, name, table, milliseconds);
        return output;
      } catch (thrown) {
        if (thrown instanceof AwsError) countFailure(call, name, thrown, tablesOf(input));
        throw thrown;
      }
    },
  };
}

function countFailure(call: Call, operation: string, { code, fault }: AwsError, tables: readonly string[]): void {
  const { metrics } = call.host;
  if (code === "ConditionalCheckFailedException") {
    for (const table of tables)
      metrics.of(call, "AWS/DynamoDB", "TableName", table).add("ConditionalCheckFailedRequests", 1);
  } else if (/Throttling|ProvisionedThroughputExceeded|RequestLimitExceeded/.test(code)) {
    for (const table of tables) {
      metrics.of(call, "AWS/DynamoDB", "TableName", table, "Operation", operation).add("ThrottledRequests", 1);
    }
  } else if (fault === "client") metrics.of(call, "AWS/DynamoDB").add("UserErrors", 1);
}

/** The tables that a request names: a single one, or each of a batch. */
function tablesOf({ TableName, RequestItems }: OnTables): readonly string[] {
  const named = typeof TableName === "string" ? [TableName] : Object.keys((RequestItems as object | undefined) ?? {});
  return named.map((name) => (name.startsWith("arn:") ? (tryParseArn(name)?.resource.split("/")[1] ?? name) : name));
}
