import type { Call } from "../../kernel/service.ts";
import type { FunctionVersion } from "./model.ts";

/**
 * The trace of an invocation as X-Ray writes it: its ids are those of the runtime's own trace, so that one leads to the other.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function invocationTrace(
  { span, now }: Pick<Call, "span" | "now">,
  version?: Pick<FunctionVersion, "tracingMode">,
): string {
  const { trace } = span;
  const time = Math.floor(now / 1_000)
    .toString(16)
    .padStart(8, "0");
  const sampled = version?.tracingMode === "Active" ? 1 : 0;
  return `Root=1-${time}-${trace.traceId.slice(8)};Parent=${trace.spanId(span.id)};Sampled=${sampled}`;
}
