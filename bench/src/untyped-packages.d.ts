declare module "autocannon" {
  export interface Request {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    setupRequest?(request: Request): Request;
    onResponse?(status: number, body: string): void;
  }
  /** One of the connections. */
  export interface Client {
    setRequests(requests: readonly Request[]): void;
  }
  export interface Options {
    readonly url: string;
    readonly connections: number;
    /** Seconds; or a number of requests instead. */
    readonly duration?: number;
    readonly amount?: number;
    /** Seconds until a request counts as timed out. */
    readonly timeout?: number;
    readonly requests: readonly Request[];
    setupClient?(client: Client): void;
  }
  export interface Result {
    readonly "2xx": number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    /** Seconds. */
    readonly duration: number;
    /** Milliseconds. */
    readonly latency: { readonly p99: number };
    /** How often each status came. */
    readonly statusCodeStats: Readonly<Record<string, unknown>>;
  }
  export default function autocannon(options: Options): Promise<Result>;
}

declare module "dynalite" {
  import type { Server } from "node:http";
  export default function dynalite(options: { readonly path: string; readonly createTableMs: number }): Server;
}

declare module "kinesalite" {
  import type { Server } from "node:http";
  export default function kinesalite(options: {
    readonly path: string;
    readonly createStreamMs: number;
    readonly shardLimit: number;
  }): Server;
}
