import type { MetricTransformation } from "@aws-sdk/client-cloudwatch-logs";
import type { MetricSource } from "../../kernel/metrics.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import { invalidParameter } from "./errors.ts";
import type { FilterPatterns } from "./filter-pattern.ts";
import { selectFirst } from "./json-pattern.ts";
import type { MetricFilterRecord, MetricTransformationRecord } from "./model.ts";

interface Place {
  readonly account: string;
  readonly region: string;
}

/** Checks a filter's transformations, of which there is one. @throws AwsError InvalidParameterException */
export function checkedTransformation(transformations: readonly MetricTransformation[]): MetricTransformationRecord {
  const [given] = transformations;
  if (!given || transformations.length > 1)
    throw invalidParameter("A metric filter must have exactly one transformation.");
  const { metricName = "", metricNamespace = "", metricValue = "", defaultValue, dimensions, unit } = given;
  if (metricNamespace.startsWith("AWS/")) throw invalidParameter("The metric namespace must not begin with AWS/.");
  if (!metricValue.startsWith("$") && !Number.isFinite(Number(metricValue))) {
    throw invalidParameter("Invalid metric transformation: the value must be a number or a selector.");
  }
  const count = Object.keys(dimensions ?? {}).length;
  if (count > 3) throw invalidParameter("A metric filter can have at most 3 dimensions.");
  if (count > 0 && defaultValue !== undefined) {
    throw invalidParameter(
      "Invalid metric transformation: dimensions and default value are mutually exclusive properties.",
    );
  }
  return {
    metricName,
    metricNamespace,
    metricValue,
    ...(defaultValue !== undefined && { defaultValue }),
    ...(count > 0 && { dimensions: dimensions! }),
    ...(unit !== undefined && { unit }),
  };
}

/** Counts what a group's metric filters find in events. */
export function countMatches(
  { metrics }: ServiceHost,
  place: Place,
  filters: Iterable<MetricFilterRecord>,
  patterns: FilterPatterns,
  messages: readonly string[],
): void {
  for (const { pattern, transformation } of filters) {
    const { metricName, metricNamespace, defaultValue, unit = "None" } = transformation;
    const matches = patterns.test(pattern);
    const matching = messages.filter(matches);
    for (const message of matching) {
      const found = countedOf(transformation, message);
      if (found) metrics.of(place, metricNamespace, ...found.dimensions).add(metricName, found.value, unit);
    }
    if (matching.length > 0 || defaultValue === undefined) continue;
    const source: MetricSource = metrics.of(place, metricNamespace);
    if (!source.has(metricName)) source.add(metricName, defaultValue, unit);
  }
}

/** The value that a matching event gives, and its dimensions; an event without them is not counted. */
function countedOf(
  { metricValue, dimensions = {} }: MetricTransformationRecord,
  message: string,
): { readonly value: number; readonly dimensions: readonly string[] } | undefined {
  const selectors = Object.entries(dimensions);
  const isPlain = !metricValue.startsWith("$") && selectors.length === 0;
  if (isPlain) return { value: Number(metricValue), dimensions: [] };
  const event = parsed(message);
  const found = metricValue.startsWith("$") ? selectFirst(event, metricValue) : metricValue;
  const value = typeof found === "number" || typeof found === "string" ? Number(found) : Number.NaN;
  if (!Number.isFinite(value)) return undefined;
  const values = selectors.map(([name, selector]) => [name, selectFirst(event, selector)] as const);
  if (values.some(([, each]) => each === undefined || typeof each === "object")) return undefined;
  return { value, dimensions: values.flatMap(([name, each]) => [name, String(each)]) };
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
