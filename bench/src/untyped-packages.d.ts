declare module "autocannon" {
  export interface Request {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    setupRequest?(request: Request): Request;
  }
  export interface Options {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    readonly requests: readonly Request[];
  }
  export interface Result {
    readonly "2xx": number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    /** Seconds. */
    readonly duration: number;
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
