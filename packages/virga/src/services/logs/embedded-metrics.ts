import type { ServiceHost } from "../../kernel/service.ts";

interface Place {
  readonly account: string;
  readonly region: string;
}

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

const mostMetrics = 100;
const mostDimensions = 30;

/**
 * Counts the metrics that are embedded in an event's JSON; events without any cost a look for `"_aws"`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function countEmbedded(host: ServiceHost, place: Place, message: string): void {
  if (!message.includes('"_aws"')) return;
  const document = embeddedDocument(message);
  const directives = (document?._aws as { readonly CloudWatchMetrics?: unknown } | undefined)?.CloudWatchMetrics;
  if (!document || !Array.isArray(directives)) return;
  for (const directive of directives as readonly Directive[]) countDirective(host, place, document, directive);
}

/** A function's log line may have a prefix before the JSON. */
function embeddedDocument(message: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const document: unknown = JSON.parse(message.slice(message.indexOf("{")));
    return typeof document === "object" && document !== null ? (document as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function countDirective(
  { metrics }: ServiceHost,
  place: Place,
  document: Readonly<Record<string, unknown>>,
  { Namespace, Dimensions = [[]], Metrics }: Directive,
): void {
  if (typeof Namespace !== "string" || Namespace === "" || Namespace.startsWith("AWS/")) return;
  if (!Array.isArray(Metrics) || !Array.isArray(Dimensions)) return;
  const sets = (Dimensions.length === 0 ? [[]] : Dimensions) as readonly unknown[];
  for (const set of sets) {
    const dimensions = dimensionsOf(document, set);
    if (!dimensions) continue;
    const source = metrics.of(place, Namespace, ...dimensions);
    for (const metric of Metrics.slice(0, mostMetrics) as readonly unknown[]) {
      const { Name, Unit } = (metric ?? {}) as { readonly Name?: unknown; readonly Unit?: unknown };
      if (typeof Name !== "string") continue;
      const value = document[Name];
      for (const each of Array.isArray(value) ? value : [value]) {
        if (typeof each === "number" && Number.isFinite(each))
          source.add(Name, each, typeof Unit === "string" ? Unit : "None");
      }
    }
  }
}

/** Names and values in turn; `undefined` if the document does not have all of them as texts. */
function dimensionsOf(document: Readonly<Record<string, unknown>>, set: unknown): readonly string[] | undefined {
  if (!Array.isArray(set) || set.length > mostDimensions) return undefined;
  const pairs: string[] = [];
  for (const name of set as readonly unknown[]) {
    const value = typeof name === "string" ? document[name] : undefined;
    if (typeof value !== "string") return undefined;
    pairs.push(name as string, value);
  }
  return pairs;
}
