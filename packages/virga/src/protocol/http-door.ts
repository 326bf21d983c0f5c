import type { Writable } from "node:stream";
import { errorMessage } from "../kernel/errors.ts";
import type { Eventual } from "../kernel/eventual.ts";
import type { WireAnswer, WireRequest, WireResponse, WireStream } from "../kernel/wire.ts";
import { AllowedHosts } from "./allowed-hosts.ts";
import { foreignSite } from "./foreign-sites.ts";
import { StreamedAnswers } from "./streamed-answers.ts";

/** What is done with requests and which are let in, whatever version of HTTP they come in. */
export interface HttpDoorOptions {
  handle(request: WireRequest): Eventual<WireAnswer>;
  /** Told when answering a request fails by a defect. */
  report?(report: { readonly level: "error"; readonly source: string; readonly message: string }): void;
  /** Bytes; a longer body is answered with 413. 256 MiB unless told. */
  readonly bodyLimit?: number;
  /** Host names beside localhost's and AWS's; a leading dot stands for all names below. */
  readonly allowedHosts?: readonly string[];
  /** Hosts that are let in though they are none of these: those of deployed APIs, which may change at any time. */
  ownsHost?(host: string): boolean;
  /** Requests that pages of any site may make: those of deployed APIs, which decide by their own CORS settings. */
  isOpenToSites?(request: WireRequest): boolean;
}

/** What an answer is written to. */
interface Recipient extends Writable {
  readonly headersSent: boolean;
}

/**
 * Writes an answer in one version of HTTP; does nothing if the client has gone. Of an answer that comes piece by piece it
 * writes what stands before the pieces.
 */
export type AnswerWriter<R extends Recipient> = (request: WireRequest, recipient: R, answer: WireAnswer) => void;

const defaultBodyLimit = 256 * 1024 * 1024;

/** Lets requests in and sees to it that each is answered. */
export class HttpDoor {
  readonly bodyLimit: number;
  readonly #options: HttpDoorOptions;
  readonly #hosts: AllowedHosts;
  readonly #answers = new AnswerQueue();
  readonly #streamed = new StreamedAnswers();
  #underWay = 0;
  #quiet: PromiseWithResolvers<void> | undefined;

  constructor(options: HttpDoorOptions) {
    this.#options = options;
    this.bodyLimit = options.bodyLimit ?? defaultBodyLimit;
    this.#hosts = new AllowedHosts(options.allowedHosts);
  }

  /** Why requests to a host are not answered, if they are not. */
  refusalOfHost(host: string | undefined): string | undefined {
    if (host !== undefined && (this.#hosts.has(host) || this.#options.ownsHost?.(host))) return undefined;
    return `Virga does not answer to the host ${host ?? "(none)"}. If it is yours, allow it with --host.`;
  }

  /** Why a body is not read that is longer than the limit. */
  get refusalOfBody(): string {
    return `The body is longer than ${this.bodyLimit} bytes.`;
  }

  /** Ends the answers that would go on by themselves. */
  endStreams(): void {
    this.#streamed.end();
  }

  /** Resolves when no request is under way and all answers are written. */
  async whenQuiet(): Promise<void> {
    while (this.#underWay > 0) {
      this.#quiet ??= Promise.withResolvers();
      await this.#quiet.promise;
    }
  }

  answer<R extends Recipient>(request: WireRequest, recipient: R, writer: AnswerWriter<R>): void {
    const site = foreignSite(request, this.#hosts);
    if (site !== undefined && !this.#options.isOpenToSites?.(request)) {
      writer(request, recipient, plainAnswer(403, notAnswered(site)));
      return;
    }
    this.#underWay++;
    try {
      const answer = this.#options.handle(request);
      if (!(answer instanceof Promise)) this.#write(request, recipient, writer, answer);
      else {
        answer.then(
          (there) => this.#write(request, recipient, writer, there),
          (thrown: unknown) => this.#fail(request, recipient, writer, thrown),
        );
      }
    } catch (thrown) {
      this.#fail(request, recipient, writer, thrown);
    }
  }

  #write<R extends Recipient>(request: WireRequest, recipient: R, writer: AnswerWriter<R>, answer: WireAnswer): void {
    this.#answers.add(() => {
      try {
        writer(request, recipient, answer);
        if ("pieces" in answer) {
          this.#pour(request, recipient, answer);
          return;
        }
      } catch (thrown) {
        this.#defect(request, thrown);
        if (recipient.headersSent) recipient.destroy();
        else writer(request, recipient, internalFailure);
      }
      this.#end();
    });
  }

  #pour(request: WireRequest, recipient: Recipient, { pieces }: WireStream): void {
    this.#streamed
      .pour(pieces, recipient)
      .catch((thrown: unknown) => this.#defect(request, thrown))
      .finally(() => this.#end());
  }

  #end(): void {
    this.#underWay--;
    if (this.#underWay > 0) return;
    this.#quiet?.resolve();
    this.#quiet = undefined;
  }

  /** The caller gets AWS's internal failure. */
  #fail<R extends Recipient>(request: WireRequest, recipient: R, writer: AnswerWriter<R>, thrown: unknown): void {
    this.#defect(request, thrown);
    this.#write(request, recipient, writer, internalFailure);
  }

  /** The person gets the story. */
  #defect(request: WireRequest, thrown: unknown): void {
    const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : errorMessage(thrown);
    this.#options.report?.({ level: "error", source: `${request.method} ${request.path}`, message });
  }
}

function notAnswered(site: string): string {
  return `Virga does not answer pages of ${site}. If they are yours, allow their host with --host.`;
}

/**
 * Writes the answers of a turn of the event loop together at its end. Each write to a client that waits for it wakes it
 * up, which takes the system longer than writing; one that is awake already reads what comes next by itself.
 */
class AnswerQueue {
  #waiting: (() => void)[] = [];

  add(write: () => void): void {
    if (this.#waiting.push(write) === 1) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const writes = this.#waiting;
    this.#waiting = [];
    for (const write of writes) write();
  }
}

const internalFailure: WireResponse = {
  status: 500,
  headers: { "content-type": "application/json", "x-amzn-errortype": "InternalFailure" },
  body: '{"__type":"InternalFailure","message":"The request processing has failed because of an unknown error."}',
};

/** An answer of the door itself rather than of what is behind it. */
export function plainAnswer(status: number, text: string): WireResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}
