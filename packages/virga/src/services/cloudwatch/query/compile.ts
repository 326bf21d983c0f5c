import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { notImplemented, validationError } from "../errors.ts";
import { functionType, isFunction, isKeyword, type ValueType } from "./functions.ts";
import { type Node, parseExpression } from "./syntax.ts";

/** One query of a list, with what is known of it before any data is. */
export interface CompiledQuery {
  readonly id: string;
  readonly query: MetricDataQuery;
  /** Seconds. */
  readonly period: number;
  /** The expression's tree; absent for a metric. */
  readonly tree?: Node;
  readonly yields: ValueType;
  /** Whether it gives exactly one series. */
  readonly yieldsSeries: boolean;
}

/** Functions and forms of AWS's that Virga does not have. */
const unsupported: ReadonlySet<string> = new Set([
  "ANOMALY_DETECTION_BAND",
  "DB_PERF_INSIGHTS",
  "INSIGHT_RULE_METRIC",
  "LAMBDA",
  "SEARCH",
  "SERVICE_QUOTA",
]);

const idPattern = /^[a-z][a-zA-Z0-9_]*$/;

/** Reads a list of queries and checks that each expression can be worked out of the others. */
export function compileQueries(queries: readonly MetricDataQuery[]): ReadonlyMap<string, CompiledQuery> {
  const byId = new Map<string, MetricDataQuery>();
  queries.forEach((query, index) => {
    checkQuery(query, index + 1);
    if (byId.has(query.Id!)) {
      throw validationError(`The values for parameter id in parameter MetricDataQueries are not unique.`);
    }
    byId.set(query.Id!, query);
  });
  const compiler = new QueryCompiler(byId);
  return new Map(queries.map(({ Id }) => [Id!, compiler.compile(Id!)]));
}

function checkQuery({ Id, Expression, MetricStat, AccountId }: MetricDataQuery, number: number): void {
  const member = `MetricDataQueries.member.${number}`;
  if (!idPattern.test(Id ?? "")) {
    throw validationError(
      `The value ${Id} for parameter ${member}.Id is not matching the expected pattern ${idPattern.source}.`,
    );
  }
  if ((Expression === undefined) === (MetricStat === undefined)) {
    throw validationError(
      Expression === undefined
        ? `The parameter ${member} must have one of MetricStat and Expression.`
        : `The parameters ${member}.Expression and ${member}.MetricStat are mutually exclusive and you have specified both.`,
    );
  }
  if (AccountId !== undefined) throw notImplemented("metrics of other accounts (AccountId)");
  const { Metric, Period } = MetricStat ?? {};
  if (!MetricStat) return;
  if (!Metric?.MetricName || !Metric.Namespace) {
    throw validationError(`The parameter ${member}.MetricStat.Metric must have MetricName and Namespace.`);
  }
  const isGood = Period === 1 || Period === 5 || Period === 10 || Period === 20 || Period === 30 || Period! % 60 === 0;
  if (!isGood)
    throw validationError(`The parameter ${member}.MetricStat.Period must be 1, 5, 10, 20, 30 or a multiple of 60.`);
}

class QueryCompiler {
  readonly #queries: ReadonlyMap<string, MetricDataQuery>;
  readonly #compiled = new Map<string, CompiledQuery>();
  readonly #underWay = new Set<string>();

  constructor(queries: ReadonlyMap<string, MetricDataQuery>) {
    this.#queries = queries;
  }

  compile(id: string): CompiledQuery {
    const known = this.#compiled.get(id);
    if (known) return known;
    const query = this.#queries.get(id)!;
    const compiled = query.MetricStat ? this.#metric(id, query, query.MetricStat.Period!) : this.#expression(id, query);
    this.#compiled.set(id, compiled);
    return compiled;
  }

  #metric(id: string, query: MetricDataQuery, period: number): CompiledQuery {
    return { id, query, period, yields: "series", yieldsSeries: true };
  }

  #expression(id: string, query: MetricDataQuery): CompiledQuery {
    const text = query.Expression!;
    if (/^\s*SELECT\s/i.test(text)) throw notImplemented("Metrics Insights queries (SELECT)");
    if (this.#underWay.has(id)) throw validationError(`Error in expression '${id}': Circular reference.`);
    this.#underWay.add(id);
    const tree = parseExpression(text, id);
    const periods: number[] = [];
    const yields = this.#type(tree, id, periods);
    this.#underWay.delete(id);
    const period = periods.length > 0 ? Math.max(...periods) : (query.Period ?? 60);
    return { id, query, period, tree, yields, yieldsSeries: yields === "series" };
  }

  /** What a part of an expression gives; collects the periods of all that it refers to. */
  #type(node: Node, id: string, periods: number[]): ValueType {
    switch (node.kind) {
      case "number":
        return "scalar";
      case "text":
        return "text";
      case "list":
        for (const item of node.items) this.#type(item, id, periods);
        return "array";
      case "negation":
        return this.#type(node.of, id, periods);
      case "operation":
        return wider(this.#type(node.left, id, periods), this.#type(node.right, id, periods));
      case "reference":
        return this.#reference(node.id, id, periods);
      case "call":
        return this.#call(node.name, node.arguments, id, periods);
    }
  }

  #reference(name: string, id: string, periods: number[]): ValueType {
    if (!this.#queries.has(name)) {
      if (isKeyword(name)) return "text";
      throw validationError(`Error in expression '${id}': Undefined variables: ${name}.`);
    }
    const { period, yields } = this.compile(name);
    periods.push(period);
    return yields;
  }

  #call(name: string, given: readonly Node[], id: string, periods: number[]): ValueType {
    if (unsupported.has(name)) throw notImplemented(`the metric math function ${name}`);
    if (!isFunction(name)) throw validationError(`Error in expression '${id}': Unsupported function ${name}.`);
    if (name === "METRICS") {
      for (const query of this.#queries.values()) if (query.MetricStat) periods.push(query.MetricStat.Period!);
    }
    const types = given.map((argument) => this.#type(argument, id, periods));
    const type = functionType(name, types);
    if (type === undefined) throw validationError(`Error in expression '${id}': Invalid arguments of ${name}.`);
    return type;
  }
}

function wider(left: ValueType, right: ValueType): ValueType {
  if (left === "array" || right === "array") return "array";
  return left === "series" || right === "series" ? "series" : "scalar";
}
