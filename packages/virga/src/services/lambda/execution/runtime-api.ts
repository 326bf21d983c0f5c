import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Channel, ChannelListener, Delivery } from "./channel.ts";
import { errorPayload, largestResponse, responseTooLarge } from "./invocation-errors.ts";

// `import` of node:http would load undici too.
const { createServer } = createRequire(import.meta.url)("node:http") as typeof import("node:http");

const prefix = "/2018-06-01/runtime/";
const outcome = /^invocation\/([^/]+)\/(response|error)$/;

/**
 * Lambda's Runtime API for the program of one execution environment, on a port of its own:
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi implements Channel {
  readonly variables: Readonly<Record<string, string>>;
  readonly streams = [];
  readonly #server: Server;
  readonly #machineNow: () => number;
  #listener: ChannelListener | undefined;
  /** A program that waits for an event. */
  #waiting: ServerResponse | undefined;
  #next: Delivery | undefined;
  /** The event that was handed over and is not answered. */
  #current: string | undefined;

  private constructor(server: Server, machineNow: () => number) {
    this.#server = server;
    this.#machineNow = machineNow;
    const { port } = server.address() as AddressInfo;
    this.variables = { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` };
    server.on("request", (request, response) => this.#answer(request, response));
  }

  /** Listens on loopback. `machineNow` is the time that the program knows. */
  static async listen(machineNow: () => number): Promise<RuntimeApi> {
    const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return new RuntimeApi(server, machineNow);
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
  }

  deliver(delivery: Delivery): void {
    if (this.#waiting) this.#handOver(this.#waiting, delivery);
    else this.#next = delivery;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "";
    if (!path.startsWith(prefix)) {
      fail(response, 404, "Runtime.UnknownPath", `Virga does not serve ${path} to functions.`);
      return;
    }
    const rest = path.slice(prefix.length);
    if (request.method === "GET" && rest === "invocation/next") {
      this.#wait(response);
      return;
    }
    const [, requestId, kind] = outcome.exec(rest) ?? [];
    if (request.method === "POST" && requestId !== undefined) {
      if (kind === "error") this.#failed(requestId, request, response);
      else this.#respond(requestId, request, response);
    } else if (request.method === "POST" && rest === "init/error") {
      this.#receive(request, response, (body) => {
        this.#listener?.initError(errorBody(request, body));
        accept(response);
      });
    } else fail(response, 404, "Runtime.UnknownPath", `Virga does not serve ${request.method} ${path} to functions.`);
  }

  #wait(response: ServerResponse): void {
    if (this.#current !== undefined) {
      const message =
        "State transition from Running to Ready failed for runtime. Error: State transition is not allowed";
      fail(response, 403, "InvalidStateTransition", message);
      return;
    }
    const next = this.#next;
    this.#next = undefined;
    if (next) this.#handOver(response, next);
    else {
      this.#waiting = response;
      response.on("close", () => {
        if (this.#waiting === response) this.#waiting = undefined;
      });
    }
    this.#listener?.ready();
  }

  #handOver(response: ServerResponse, delivery: Delivery): void {
    const { requestId, payload, invokedArn, traceHeader, clientContext, timeout } = delivery;
    this.#waiting = undefined;
    this.#current = requestId;
    const headers: Record<string, string | number> = {
      "Content-Type": "application/json",
      "Content-Length": payload.byteLength,
      "Lambda-Runtime-Aws-Request-Id": requestId,
      "Lambda-Runtime-Deadline-Ms": this.#machineNow() + timeout,
      "Lambda-Runtime-Invoked-Function-Arn": invokedArn,
      "Lambda-Runtime-Trace-Id": traceHeader,
    };
    if (clientContext !== undefined) headers["Lambda-Runtime-Client-Context"] = headerText(clientContext);
    response.writeHead(200, headers).end(payload);
  }

  #respond(requestId: string, request: IncomingMessage, response: ServerResponse): void {
    if (!this.#isCurrent(requestId, response)) return;
    const mode = request.headers["lambda-runtime-function-response-mode"];
    if (mode === "streaming") {
      const [type, message] = [
        "Runtime.ResponseStreamingNotSupported",
        "Virga does not support response streaming: Lambda-Runtime-Function-Response-Mode: streaming",
      ];
      this.#listener?.error(requestId, errorPayload(type, message));
      request.resume();
      fail(response, 501, type, message);
      return;
    }
    this.#receive(request, response, (body) => {
      this.#current = undefined;
      this.#listener?.response(requestId, body);
      accept(response);
    });
  }

  #failed(requestId: string, request: IncomingMessage, response: ServerResponse): void {
    if (!this.#isCurrent(requestId, response)) return;
    this.#receive(request, response, (body) => {
      this.#current = undefined;
      this.#listener?.error(requestId, errorBody(request, body));
      accept(response);
    });
  }

  #isCurrent(requestId: string, response: ServerResponse): boolean {
    if (requestId === this.#current) return true;
    response.req.resume();
    fail(response, 400, "InvalidRequestID", "Invalid request ID");
    return false;
  }

  #receive(request: IncomingMessage, response: ServerResponse, whenThere: (body: Buffer) => void): void {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= largestResponse) chunks.push(chunk);
    });
    request.on("end", () => {
      if (length <= largestResponse) {
        whenThere(Buffer.concat(chunks, length));
        return;
      }
      const requestId = this.#current;
      this.#current = undefined;
      if (requestId !== undefined) this.#listener?.error(requestId, responseTooLarge());
      fail(response, 413, "RequestEntityTooLarge", `Exceeded maximum allowed payload size (${largestResponse} bytes).`);
    });
  }
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { "Content-Type": "application/json" }).end('{"status":"OK"}\n');
}

function fail(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify({ errorMessage, errorType }));
}

/** The error document of a request; one that is no JSON object is told by the type in the header alone. */
function errorBody(request: IncomingMessage, body: Buffer): Buffer {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null) return body;
  } catch {
    // Told below.
  }
  const type = request.headers["lambda-runtime-function-error-type"];
  return errorPayload(typeof type === "string" ? type : "Runtime.Unknown", body.toString("utf8"));
}

/** Headers are ASCII: what JSON has beyond is escaped, which leaves it the same JSON. */
function headerText(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
