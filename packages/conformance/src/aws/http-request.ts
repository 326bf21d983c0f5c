import { Agent, request } from "node:http";

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Sends requests to one endpoint over kept connections. */
export class HttpClient {
  readonly #endpoint: URL;
  readonly #agent = new Agent({ keepAlive: true });

  /** `endpoint` is an http URL; an IPv4 and IPv6 `localhost` is reached as 127.0.0.1. */
  constructor(endpoint: string) {
    this.#endpoint = new URL(endpoint);
  }

  /** `localhost:4566`. */
  get host(): string {
    const { hostname, host } = this.#endpoint;
    return hostname === "127.0.0.1" || hostname === "[::1]" ? host.replace(hostname, "localhost") : host;
  }

  send({ method, target, headers, body }: HttpRequest): Promise<HttpAnswer> {
    const { hostname, port } = this.#endpoint;
    const options = {
      host: hostname === "localhost" ? "127.0.0.1" : hostname,
      port: port || 80,
      agent: this.#agent,
      method,
      path: target,
      headers: { host: this.host, ...headers, "content-length": String(Buffer.byteLength(body)) },
    };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
          resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(flat), body: Buffer.concat(chunks) });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
