import { once } from "node:events";
import type { Writable } from "node:stream";

/** The answers that come piece by piece and are being written. A piece is asked for when the client has room for it. */
export class StreamedAnswers {
  readonly #open = new Set<AsyncIterator<Uint8Array>>();

  /** Writes pieces until there are no more or the client has gone. @throws what asking for a piece throws. */
  async pour(pieces: AsyncIterable<Uint8Array>, client: Writable): Promise<void> {
    const iterator = pieces[Symbol.asyncIterator]();
    this.#open.add(iterator);
    const leave = () => stop(iterator);
    client.once("close", leave);
    try {
      if (client.closed || client.destroyed) leave();
      await write(iterator, client);
      client.end();
    } catch (thrown) {
      // With an error, so that the client does not take what it has for the whole.
      client.once("error", () => {}).destroy(new Error("The answer broke off"));
      throw thrown;
    } finally {
      this.#open.delete(iterator);
      client.off("close", leave);
    }
  }

  /** Ends them all. */
  end(): void {
    for (const iterator of this.#open) stop(iterator);
  }
}

async function write(iterator: AsyncIterator<Uint8Array>, client: Writable): Promise<void> {
  for (;;) {
    const { done, value } = await iterator.next();
    if (done || client.destroyed) return;
    if (!client.write(value)) await whenDrained(client);
  }
}

async function whenDrained(client: Writable): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const events = ["drain", "close", "error"].map((event) => once(client, event, { signal }).catch(() => {}));
  await Promise.race(events);
  over.abort();
}

function stop(iterator: AsyncIterator<Uint8Array>): void {
  // What fails while it ends concerns nobody any more.
  iterator.return?.().catch(() => {});
}
