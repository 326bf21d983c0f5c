import autocannon, { type Request } from "autocannon";
import { median } from "./load.ts";
import type { Measurement } from "./report.ts";
import type { RunningPlatform } from "./virga.ts";

const amount = 5_000;
const connections = 100;
/** Seconds; no answer takes as long, even on a machine that does much else. */
const timeout = 120;
const body = JSON.stringify({
  resourceType: "Observation",
  id: "1",
  status: "final",
  note: 'O\'Brien said "fine"\\\n',
});
const headers = { "content-type": "application/json" };
/** Bytes of `{"status":"webhook submitted"}`. */
const answerLength = 30;

/** The 99th percentile of the milliseconds until requests are answered. */
async function p99(url: string, request: Request, requests: number): Promise<number> {
  const result = await autocannon({ url, requests: [request], amount: requests, connections, timeout });
  const bad = result.non2xx + result.errors + result.timeouts;
  if (bad > 0) {
    const statuses = JSON.stringify(result.statusCodeStats);
    throw new Error(`${url}${request.path}: ${bad} of ${requests} requests failed: ${statuses}`);
  }
  return result.latency.p99;
}

/** How long 5,000 webhooks take at 100 at a time, each starting a workflow, beside an echo under the same load. */
export async function measureWebhooks(
  { url, api }: RunningPlatform,
  echo: string,
  { rounds }: { readonly rounds: number },
): Promise<Measurement[]> {
  const path = api.path.replace(/users$/, "webhooks");
  const webhook = { method: "POST", path, headers: { ...headers, host: api.host }, body } as const;
  const bare = { method: "POST", path: `/${answerLength}`, headers, body } as const;
  await p99(echo, bare, amount / 10);
  await p99(url, webhook, amount / 10);
  const measured = { echo: [] as number[], webhooks: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    measured.echo.push(await p99(echo, bare, amount));
    measured.webhooks.push(await p99(url, webhook, amount));
  }
  const [ofEcho, ofWebhooks] = [median(measured.echo), median(measured.webhooks)];
  return [
    { name: "p99 of the echo, 100 at a time", value: ofEcho, unit: "ms", comparisons: [] },
    {
      name: "p99 of 5,000 webhooks, 100 at a time",
      value: ofWebhooks,
      unit: "ms",
      comparisons: [{ to: "echo", value: ofWebhooks / ofEcho }],
    },
  ];
}
