import { useState } from "preact/hooks";
import { useRefreshed } from "./refreshed.ts";
import { type Span, type Trace, traces } from "./runtime-api.ts";

const shownTraces = 50;

const readTraces = () => traces(shownTraces);

/** The newest requests, each with the tree of its spans. */
export function TracesPage() {
  const { value, error } = useRefreshed(readTraces);
  const [openId, setOpenId] = useState<string>();
  const shown = value?.filter(({ spans }) => spans.length > 0);
  return (
    <>
      <h1>Traces</h1>
      {error && <p class="bad">{error}</p>}
      {shown?.length === 0 && <p class="dim">No requests yet.</p>}
      {shown?.map((trace) => (
        <ShownTrace
          key={trace.traceId}
          trace={trace}
          isOpen={trace.traceId === openId}
          onToggle={() => setOpenId((open) => (open === trace.traceId ? undefined : trace.traceId))}
        />
      ))}
    </>
  );
}

interface ShownTraceProperties {
  readonly trace: Trace;
  readonly isOpen: boolean;
  onToggle(): void;
}

function ShownTrace({ trace, isOpen, onToggle }: ShownTraceProperties) {
  const [root] = trace.spans;
  if (!root) return null;
  const failed = trace.spans.find(({ error }) => error !== undefined);
  return (
    <article>
      <header>
        <button type="button" aria-expanded={isOpen} onClick={onToggle}>
          {isOpen ? "−" : "+"}
        </button>
        <h2>{root.name}</h2>
        <span class="dim">
          {trace.spans.length} {trace.spans.length === 1 ? "span" : "spans"}, {duration(root)}
        </span>
        {failed && <span class="bad">{failed.error}</span>}
        <span class="clock">{new Date(trace.startedAt).toISOString()}</span>
      </header>
      {isOpen && <Waterfall trace={trace} />}
    </article>
  );
}

function Waterfall({ trace: { spans, startedAt, dropped } }: { readonly trace: Trace }) {
  const length = Math.max(1, ...spans.map((span) => span.startedAt - startedAt + (span.duration ?? 0)));
  const depths = depthsOf(spans);
  return (
    <div class="spans">
      {spans.map((span) => (
        <div key={span.spanId} class={span.error === undefined ? "span" : "span failed"} title={span.error}>
          <details style={{ paddingLeft: `${depths.get(span.spanId) ?? 0}rem` }}>
            <summary>{span.name}</summary>
            {span.error !== undefined && <p class="bad">{span.error}</p>}
            {Object.entries(span.attributes).map(([name, value]) => (
              <div key={name}>
                <span class="dim">{name}</span>
                <pre>{String(value)}</pre>
              </div>
            ))}
          </details>
          <div class="track">
            <div
              class="bar"
              style={{
                left: `${((span.startedAt - startedAt) / length) * 100}%`,
                width: `${((span.duration ?? 0) / length) * 100}%`,
              }}
            />
          </div>
          <span class="time">{duration(span)}</span>
        </div>
      ))}
      {dropped > 0 && <p class="dim">{dropped} more spans were not kept</p>}
    </div>
  );
}

function depthsOf(spans: readonly Span[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { spanId, parentId } of spans) {
    depths.set(spanId, parentId === undefined ? 0 : (depths.get(parentId) ?? 0) + 1);
  }
  return depths;
}

function duration({ duration: milliseconds }: Span): string {
  return milliseconds === undefined ? "…" : `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
}
