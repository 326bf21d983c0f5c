import type { Socket } from "node:net";

/** What a client says first who speaks HTTP/2: https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** What is done with a connection once it is known what it speaks. Its first bytes are still to be read. */
export interface ConnectionHandlers {
  http1(socket: Socket): void;
  http2(socket: Socket): void;
}

/**
 * Tells by a connection's first bytes which version of HTTP it speaks; whatever is not HTTP/2's preface is HTTP/1.1's
 * affair. One that says nothing for `milliseconds` is closed.
 */
export function tellProtocol(socket: Socket, handlers: ConnectionHandlers, milliseconds: number): void {
  let first: Buffer | undefined;
  const onData = (chunk: Buffer) => {
    first = first ? Buffer.concat([first, chunk]) : chunk;
    const known = Math.min(first.length, preface.length);
    const isPreface = preface.compare(first, 0, known, 0, known) === 0;
    if (isPreface && known < preface.length) return;
    leave();
    if (isPreface) {
      socket.pause();
      socket.unshift(first);
      handlers.http2(socket);
    } else {
      // The bytes reach HTTP/1.1's reader as if they came now.
      handlers.http1(socket);
      socket.unshift(first);
    }
  };
  const drop = () => socket.destroy();
  const leave = () => {
    socket.setTimeout(0);
    socket.off("data", onData).off("timeout", drop).off("end", drop).off("error", drop);
  };
  socket.setTimeout(milliseconds);
  socket.on("data", onData).on("timeout", drop).on("end", drop).on("error", drop);
}
