import { receive, send, sent } from "./channel.mjs";
import { setClock } from "./clock.mjs";
import { log, setRequestId } from "./console.mjs";
import { errorAnswer, errorRecord, runtimeError, safeJson } from "./errors.mjs";

/** The invocation under way; each is answered once. */
let current;

/** What is logged of an error, after the words that say what happened. */
function logError(what, thrown, logFormat) {
  if (logFormat === "JSON" && thrown instanceof Error) log("ERROR", thrown);
  else log("ERROR", `${what} \t${safeJson(errorRecord(thrown))}`);
}

/** Runs invocations one after the other, for as long as the engine sends some. */
export class Invocations {
  #handler;
  #settings;

  constructor(handler, settings) {
    this.#handler = handler;
    this.#settings = settings;
  }

  /** Waits for the next invocation. What the last one left behind goes on with it, as on AWS. */
  next() {
    const { head, body } = receive();
    const invocation = { head, answered: false, waits: true, settled: undefined };
    current = invocation;
    setRequestId(head.requestId);
    if (this.#settings.virtual) setClock(head.now);
    if (head.trace) process.env._X_AMZN_TRACE_ID = head.trace;
    // What happened to sockets meanwhile is noticed before the handler uses them.
    setImmediate(() => this.#run(invocation, body));
  }

  #run(invocation, body) {
    try {
      const context = this.#context(invocation);
      const returned = this.#handler(JSON.parse(body), context, (error, result) => {
        this.#settle(invocation, error ?? undefined, result);
      });
      if (typeof returned?.then === "function") {
        returned.then(
          (result) => this.#succeed(invocation, result),
          (error) => this.#fail(invocation, error),
        );
      }
    } catch (thrown) {
      this.#fail(invocation, thrown);
    }
  }

  #context(invocation) {
    const { head } = invocation;
    const { env } = process;
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: head.clientContext === undefined ? undefined : JSON.parse(head.clientContext),
      identity: undefined,
      invokedFunctionArn: head.arn,
      awsRequestId: head.requestId,
      getRemainingTimeInMillis: () => head.deadline - Date.now(),
    };
    if (this.#settings.promisesOnly) {
      delete context.callbackWaitsForEmptyEventLoop;
      return context;
    }
    Object.defineProperty(context, "callbackWaitsForEmptyEventLoop", {
      enumerable: true,
      get: () => invocation.waits,
      set: (waits) => {
        invocation.waits = Boolean(waits);
      },
    });
    context.succeed = (result) => this.#succeed(invocation, result);
    context.fail = (error) => this.#fail(invocation, error);
    context.done = (error, result) => {
      if (error) this.#fail(invocation, error);
      else this.#succeed(invocation, result);
    };
    return context;
  }

  /** A callback's answer leaves when nothing is to be done any more, unless the handler does not want to wait. */
  #settle(invocation, error, result) {
    if (invocation.answered || invocation.settled) return;
    invocation.settled = () =>
      error === undefined ? this.#succeed(invocation, result) : this.#fail(invocation, error);
    if (!invocation.waits) setImmediate(() => invocation.settled());
  }

  /** Nothing is to be done any more. */
  whenIdle() {
    if (!current || current.answered) return;
    if (current.settled) current.settled();
    else this.#succeed(current, null);
  }

  #succeed(invocation, result) {
    if (invocation.answered) return;
    let text;
    try {
      text = JSON.stringify(result === undefined ? null : result) ?? "null";
    } catch (thrown) {
      this.#fail(invocation, runtimeError("Error", `Unable to stringify response body: ${thrown.message}`));
      return;
    }
    invocation.answered = true;
    send(sent.response, { requestId: invocation.head.requestId }, text);
    setImmediate(() => this.next());
  }

  #fail(invocation, thrown) {
    if (invocation.answered) return;
    invocation.answered = true;
    logError("Invoke Error", thrown, this.#settings.logFormat);
    send(sent.error, { requestId: invocation.head.requestId }, JSON.stringify(errorAnswer(thrown)));
    setImmediate(() => this.next());
  }
}

/** Ends the process for what no handler caught, and tells the invocation under way, or that the start failed. */
export function failProcess(what, thrown, logFormat, status) {
  logError(what, thrown, logFormat);
  const answer = JSON.stringify(errorAnswer(thrown));
  if (!current) send(sent.initError, {}, answer);
  else if (!current.answered) send(sent.error, { requestId: current.head.requestId, fatal: true }, answer);
  process.exit(status);
}
