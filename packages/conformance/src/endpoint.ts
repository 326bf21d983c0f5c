import { setTimeout as delay } from "node:timers/promises";
import { createTestCloud, type TestCloud } from "virga/testing";
import { AwsClient } from "./aws/aws-client.ts";
import { HttpClient } from "./aws/http-request.ts";

/** What cases run against: an endpoint with its clock. */
export interface Endpoint {
  readonly http: HttpClient;
  readonly aws: AwsClient;
  /** The endpoint's own instant, if its clock can be moved; the machine's otherwise. */
  now(): Promise<number>;
  /** Lets time pass: on a virtual clock at once. */
  pass(milliseconds: number): Promise<void>;
  /** Lets the time pass that a request takes, where the clock would otherwise stand still. */
  passRequest(): Promise<void>;
  close(): Promise<void>;
}

/** Where cases find an endpoint to run against. */
export interface EndpointSource {
  /** An endpoint for one case; `now` is asked for where the recorded requests hold instants computed from it. */
  open(now: number | undefined): Promise<Endpoint>;
  close(): Promise<void>;
}

const requestMilliseconds = 10;
/**
 * Where virtual clocks start unless a case says. Like nine of ten recorded instants it has three digits of milliseconds at any
 * time, since requests take hundredths of a second: the lengths of recorded answers count these digits.
 */
const start = Date.UTC(2026, 0, 1) + 123;

class RunningEndpoint implements Endpoint {
  readonly http: HttpClient;
  readonly aws: AwsClient;
  readonly #cloud: TestCloud | undefined;
  #isVirtual: boolean | undefined;

  constructor(url: string, cloud?: TestCloud) {
    this.http = new HttpClient(url);
    this.aws = new AwsClient(this.http);
    this.#cloud = cloud;
  }

  async now(): Promise<number> {
    const clock = await this.#control("GET", "/_virga/clock");
    return clock?.virtual ? Date.parse(clock.now) : Date.now();
  }

  async pass(milliseconds: number): Promise<void> {
    if (await this.#hasVirtualClock()) await this.#control("POST", "/_virga/clock/advance", { milliseconds });
    else await delay(milliseconds);
  }

  async passRequest(): Promise<void> {
    if (await this.#hasVirtualClock()) await this.pass(requestMilliseconds);
  }

  async #hasVirtualClock(): Promise<boolean> {
    this.#isVirtual ??= (await this.#control("GET", "/_virga/clock"))?.virtual ?? false;
    return this.#isVirtual;
  }

  async close(): Promise<void> {
    this.http.close();
    await this.#cloud?.close();
  }

  /** Asks the runtime's own API; undefined where the endpoint has none. */
  async #control(
    method: string,
    target: string,
    body?: object,
  ): Promise<{ now: string; virtual: boolean } | undefined> {
    const headers = { "content-type": "application/json" };
    const answer = await this.http.send({ method, target, headers, body: body ? JSON.stringify(body) : "" });
    return answer.status === 200 ? JSON.parse(answer.body.toString("utf8")) : undefined;
  }
}

/** A Virga in memory for each case, in this process, on a free port and a virtual clock: no case sees another's traces. */
export function inMemoryEndpoints(): EndpointSource {
  return {
    async open(now = start) {
      const cloud = await createTestCloud({ now });
      return new RunningEndpoint(await cloud.listen(), cloud);
    },
    close: async () => {},
  };
}

/** One endpoint that is already running, for all cases. */
export function runningEndpoint(url: string): EndpointSource {
  const endpoint = new RunningEndpoint(url);
  const shared: Endpoint = {
    http: endpoint.http,
    aws: endpoint.aws,
    now: () => endpoint.now(),
    pass: (milliseconds) => endpoint.pass(milliseconds),
    passRequest: () => endpoint.passRequest(),
    close: async () => {},
  };
  return { open: async () => shared, close: () => endpoint.close() };
}
