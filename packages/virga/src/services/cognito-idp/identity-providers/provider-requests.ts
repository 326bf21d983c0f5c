import type { Call, ServiceHost } from "../../../kernel/service.ts";

/** What went wrong at or with an identity provider, in words for the application. */
export class ProviderFailure extends Error {
  /** OAuth's code. */
  readonly code: string;

  constructor(description: string, code = "invalid_request") {
    super(description);
    this.code = code;
  }
}

export interface ProviderRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form makes it a POST. */
  readonly form?: URLSearchParams;
  readonly method?: "GET" | "POST";
}

export interface ProviderAnswer {
  readonly status: number;
  readonly text: string;
}

/** How long a provider elsewhere may take, in milliseconds of the machine, and how much it may say, in bytes. */
const timeLimit = 10_000;
const largestAnswer = 1024 * 1024;

const cognitoHosts = [
  /^cognito-idp\.[a-z0-9-]+\.(amazonaws\.com|localhost)$/,
  /^[a-z0-9-]+\.auth\.[a-z0-9-]+\.(amazoncognito\.com|localhost)$/,
];
const localNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether an address is one of user pools of this runtime, under AWS's name or the runtime's own. */
export function isOwnAddress(host: ServiceHost, url: URL): boolean {
  const own = new URL(host.settings.endpoint());
  if (url.port === own.port && (url.hostname === own.hostname || localNames.has(url.hostname))) return true;
  return cognitoHosts.some((pattern) => pattern.test(url.hostname));
}

/** Asks a provider: inside the process where it is a pool of this runtime. @throws ProviderFailure if it cannot be reached */
export async function askProvider(call: Pick<Call, "host">, request: ProviderRequest): Promise<ProviderAnswer> {
  if (!URL.canParse(request.url)) throw new ProviderFailure(`${request.url} is no URL`);
  const url = new URL(request.url);
  const { host } = call;
  try {
    return await (isOwnAddress(host, url) ? askHere(host, url, request) : askElsewhere(host, url, request));
  } catch (thrown) {
    const cause = (thrown as Error).cause;
    const reason = cause instanceof Error ? cause.message : (thrown as Error).message;
    throw new ProviderFailure(`Unable to contact ${url.origin}${url.pathname}: ${reason}`);
  }
}

function sent({ headers, form, method }: ProviderRequest) {
  const type = { "content-type": "application/x-www-form-urlencoded" };
  return {
    method: method ?? (form ? "POST" : "GET"),
    headers: { accept: "application/json", ...(form && type), ...headers },
    body: form ? String(form) : undefined,
  };
}

async function askHere(host: ServiceHost, url: URL, request: ProviderRequest): Promise<ProviderAnswer> {
  const { method, headers, body = "" } = sent(request);
  const { status, body: content } = await host.bus.fetch({
    method,
    path: url.pathname,
    rawQuery: url.search.slice(1),
    headers: { host: url.host, ...headers },
    body: Buffer.from(body),
    sourceIp: "127.0.0.1",
  });
  return { status, text: typeof content === "string" ? content : Buffer.from(content).toString("utf8") };
}

async function askElsewhere(host: ServiceHost, url: URL, request: ProviderRequest): Promise<ProviderAnswer> {
  const { machineClock } = host;
  const abort = new AbortController();
  const limit = machineClock.at(machineClock.now() + timeLimit, () => abort.abort(new Error("it takes too long")));
  const { method, headers, body } = sent(request);
  const asked = fetch(url, { method, headers, body: body ?? null, redirect: "error", signal: abort.signal });
  try {
    return await host.activity.track(
      asked.then(async (answer) => ({ status: answer.status, text: await read(answer) })),
    );
  } finally {
    limit.cancel();
  }
}

async function read(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > largestAnswer) throw new Error("its answer is larger than 1 MB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The JSON object of an answer, if it is one. */
export function jsonObject({ text }: ProviderAnswer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
