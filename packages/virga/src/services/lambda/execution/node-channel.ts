import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Channel, ChannelListener, Delivery } from "./channel.ts";
import { encodeFrame, type Frame, readFrames } from "./frames.ts";

/** What the program is told first. */
export interface NodeSettings {
  readonly handler: string;
  readonly logFormat: "Text" | "JSON";
  /** Whether `Date` shows a clock that is not the machine's, which stands at `now`. */
  readonly virtual: boolean;
  readonly now: number;
  /** Where compiled code is kept. */
  readonly compileCache: string;
  /** Where the layers lie, if there are some, and in it the folders with packages for Node.js. */
  readonly layerRoot: string | undefined;
  readonly layerFolders: readonly string[];
  /** Folders whose `node_modules` stand for what Lambda's runtime brings along. */
  readonly runtimeFolders: readonly string[];
  /** The engine's own, where requests to AWS's hosts go. */
  readonly endpoint: string;
  /** Handlers with callbacks are refused, or warned of. */
  readonly promisesOnly: boolean;
  readonly warnOfCallbacks: boolean;
}

const init = 1;
const invoke = 2;
const answers = { ready: 1, response: 2, error: 3, initError: 4, log: 5 };

/** Talks to the program that runs Node.js handlers, over the fourth and fifth of its file descriptors. */
export class NodeChannel implements Channel {
  readonly variables = {};
  readonly streams: readonly Readable[];
  readonly #input: Writable;
  readonly #virtual: boolean;

  constructor(child: ChildProcess, settings: NodeSettings, listener: ChannelListener) {
    this.#input = child.stdio[3] as Writable;
    this.#virtual = settings.virtual;
    // The program may end at any time.
    this.#input.on("error", () => {});
    const output = child.stdio[4] as Readable;
    output.on("error", () => {});
    this.streams = [output];
    readFrames(output, (frame) => receive(frame, listener));
    this.#input.write(encodeFrame(init, settings));
  }

  deliver({ requestId, payload, invokedArn, traceHeader, clientContext, now, timeout }: Delivery): void {
    const head = {
      requestId,
      arn: invokedArn,
      trace: traceHeader,
      now,
      deadline: now + timeout,
      ...(clientContext === undefined ? {} : { clientContext }),
    };
    this.#input.write(encodeFrame(invoke, head, payload));
  }

  close(): void {
    this.#input.destroy();
  }
}

function receive({ kind, head, body }: Frame, listener: ChannelListener): void {
  const requestId = head.requestId as string;
  if (kind === answers.ready) listener.ready();
  else if (kind === answers.response) listener.response(requestId, body);
  else if (kind === answers.error) listener.error(requestId, body, head.fatal === true);
  else if (kind === answers.initError) listener.initError(body);
  else if (kind === answers.log) listener.logLine(body.toString("utf8"), head.level as string | undefined);
  else throw new Error(`an execution environment sent a frame of the unknown kind ${kind}`);
}
