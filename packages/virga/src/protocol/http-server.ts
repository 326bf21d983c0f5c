import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { atMost } from "../kernel/at-most.ts";
import { VirgaError } from "../kernel/errors.ts";
import { type ConnectionHandlers, tellProtocol } from "./connection-preface.ts";
import { HttpDoor, type HttpDoorOptions } from "./http-door.ts";
import { createHttp1Server } from "./http1-requests.ts";
import { Http2Connections } from "./http2-requests.ts";

/** Where a server listens, its limits, and who answers. */
export interface HttpServerOptions extends HttpDoorOptions {
  /** 0 for any free one. */
  readonly port: number;
  /**
   * Bytes of request line and headers; HTTP/1.1 answers more with 431, HTTP/2 resets the request. 64 KiB unless told.
   */
  readonly headerLimit?: number;
}

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /** Stops listening, waits for the requests under way, at most so many milliseconds, and closes all connections. */
  close(milliseconds?: number): Promise<void>;
}

const defaultHeaderLimit = 64 * 1024;
/** Longer than the SDKs keep idle connections, so that they never write to one that is closing. */
const idleLimit = 75_000;
/** How long a new connection may say nothing, milliseconds: as long as Node gives it for the head of a request. */
const longestSilence = 60_000;

/**
 * Listens on the loopback addresses, IPv4 and IPv6, and turns HTTP requests into wire requests: those of HTTP/1.1, and on
 * the same port those of HTTP/2 without TLS from clients who begin with it.
 * @throws VirgaError PortTaken if another program listens on the port.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const door = new HttpDoor(options);
  const limits = { headerLimit: options.headerLimit ?? defaultHeaderLimit, idleLimit };
  const http2 = new Http2Connections(door, limits);
  const silent = new Set<Socket>();
  const listenAt = (address: string, port: number) =>
    listen(takeBoth(createHttp1Server(door, limits), http2, silent), address, port);
  const servers = [await listenAt("127.0.0.1", options.port)];
  const { port } = servers[0]!.address() as AddressInfo;
  try {
    servers.push(await listenAt("::1", port));
  } catch {
    // A machine without IPv6, or another program on that address: IPv4 is enough.
  }
  return {
    port,
    async close(milliseconds = 5_000) {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const socket of silent) socket.destroy();
      for (const server of servers) server.closeIdleConnections();
      http2.leave();
      door.endStreams();
      await atMost(door.whenQuiet(), milliseconds);
      for (const server of servers) server.closeAllConnections();
      http2.destroy();
      await Promise.all(closed);
    },
  };
}

/** Lets a server of HTTP/1.1 take connections that speak HTTP/2, too; `silent` are those that have not said yet. */
function takeBoth(server: Server, http2: Http2Connections, silent: Set<Socket>): Server {
  const takeHttp1 = server.listeners("connection") as ((socket: Socket) => void)[];
  const handlers: ConnectionHandlers = {
    http1(socket) {
      silent.delete(socket);
      for (const take of takeHttp1) take.call(server, socket);
    },
    http2(socket) {
      silent.delete(socket);
      http2.accept(socket);
    },
  };
  server.removeAllListeners("connection");
  return server.on("connection", (socket: Socket) => {
    silent.add(socket);
    socket.once("close", () => silent.delete(socket));
    tellProtocol(socket, handlers, longestSilence);
  });
}

function listen(server: Server, address: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, address, () => resolve(server));
  });
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE") return error;
  return new VirgaError("PortTaken", `Port ${port} is taken by another program.`, {
    hint: "Choose another one with --port, or stop that program.",
  });
}
