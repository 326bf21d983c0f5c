// The runtime's HTTP API, as docs/guides/http-api.md describes it. The console uses nothing else.

export interface Health extends Environment {
  readonly version: string;
  readonly services: readonly string[];
  /** ISO 8601. */
  readonly now: string;
}

export interface Environment {
  readonly account: string;
  readonly region: string;
}

export interface Message {
  readonly number: number;
  /** ISO 8601. */
  readonly sent: string;
  readonly username: string;
  readonly destination: string;
  readonly subject?: string;
  readonly body: string;
  readonly code: string;
  readonly link?: string;
}

export interface Span {
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly duration?: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly error?: string;
}

export interface Trace {
  readonly traceId: string;
  readonly startedAt: number;
  readonly spans: readonly Span[];
  readonly dropped: number;
}

interface OperationAnswer {
  readonly output?: object;
  readonly awsError?: { readonly code: string; readonly message: string };
}

async function read<T>(path: string, init?: RequestInit): Promise<T> {
  const headers = { ...init?.headers, "x-virga-trace": "off" };
  const answer = await fetch(path, { ...init, headers });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

export const health = () => read<Health>("/_virga/health");

/** The accounts and regions that have stacks, and the runtime's own. */
export async function environments(): Promise<readonly Environment[]> {
  const [own, { environments: known }] = await Promise.all([
    health(),
    read<{ readonly environments: readonly Environment[] }>("/_virga/environments"),
  ]);
  const isOwn = ({ account, region }: Environment) => account === own.account && region === own.region;
  return known.some(isOwn) ? known : [{ account: own.account, region: own.region }, ...known];
}

export async function traces(limit: number): Promise<readonly Trace[]> {
  return (await read<{ readonly traces: readonly Trace[] }>(`/_virga/traces?limit=${limit}`)).traces;
}

export async function inbox(poolId: string): Promise<readonly Message[]> {
  const path = `/_aws/cognito-idp/${encodeURIComponent(poolId)}/inbox`;
  return (await read<{ readonly messages: readonly Message[] }>(path)).messages;
}

/** Calls an AWS operation as the account's root. `Output` is the AWS SDK's, as far as the caller reads it. */
export async function call<Output>(
  operation: `${string}/${string}`,
  { account, region }: Environment,
  input: object,
): Promise<Output> {
  const { output, awsError } = await read<OperationAnswer>(`/_virga/operations/${operation}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account, region, input }),
  });
  if (awsError) throw new Error(`${operation}: ${awsError.code}: ${awsError.message}`);
  return output as Output;
}

/** Every page of a listing, by the names of its token in and out. */
export async function callAll<Page extends object, Item>(
  operation: `${string}/${string}`,
  environment: Environment,
  input: object,
  { token, items }: { readonly token: keyof Page & string; items(page: Page): readonly Item[] | undefined },
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let next: unknown;
  do {
    const page: Page = await call(operation, environment, next === undefined ? input : { ...input, [token]: next });
    all.push(...(items(page) ?? []));
    next = page[token];
  } while (next !== undefined);
  return all;
}
