import { setTimeout as delay } from "node:timers/promises";
import type { CallAnswer } from "../aws/aws-client.ts";
import type { JsonObject } from "../compare/structure.ts";
import { CaseFailure, Unsupported } from "../corpus/outcome.ts";
import type { Endpoint } from "../endpoint.ts";
import { errorText } from "../script/answers.ts";
import { Things } from "./things.ts";

export const places = { region: "us-east-1", account: "111111111111" };

/** Milliseconds of the machine's time that an answer gets before the clock moves on for it. */
const patience = 3_000;
const pollPause = 500;
/** Longer than anything in a recording takes. */
const longestPoll = 300_000;

/** A message that a step received, with when. */
export interface Received {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly message: JsonObject;
}

/** What the steps of a scenario share. */
export class Scenario {
  readonly endpoint: Endpoint;
  readonly things = new Things(places);
  /** What is compared, by the keys of the recording. */
  readonly seen: JsonObject = {};
  /** The names of the functions, in the order of their making. */
  readonly functions: string[] = [];
  /** When messages were sent (epoch milliseconds), and what was received. */
  readonly sent: { readonly at: number; readonly body: unknown }[] = [];
  readonly received: Received[] = [];
  /** How many messages each collecting step took. */
  readonly collected = new Map<string, number>();
  /** The last objects that were read from a bucket. */
  objects: readonly { readonly key: string; readonly body: string }[] = [];

  constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  /** A name that no other run has. */
  uniqueName(prefix: string): string {
    return `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
  }

  /** Calls an operation. Where the answer waits for the endpoint's clock, time passes meanwhile. */
  async call(service: string, operation: string, params: JsonObject): Promise<CallAnswer> {
    let isDone = false;
    const done = this.endpoint.aws.call({ service, operation, account: places.account }, params).finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    const waits = Number(params.WaitTimeSeconds ?? 0) > 0;
    await Promise.race([done, delay(waits ? 50 : patience, undefined, { ref: false })]);
    while (!isDone) await this.endpoint.pass(pollPause);
    const answer = await done;
    await this.endpoint.passRequest();
    return answer;
  }

  /** The output of a call that must succeed. */
  async output(service: string, operation: string, params: JsonObject): Promise<CallAnswer["output"]> {
    const { output, error } = await this.call(service, operation, params);
    if (error) throw new CaseFailure(errorText(error));
    return output;
  }

  /** Looks again and again, while time passes, until something is seen; what was seen last after the longest wait. */
  async poll<T>(look: () => Promise<{ readonly holds: boolean; readonly seen: T }>): Promise<T> {
    for (let waited = 0; ; waited += pollPause) {
      const { holds, seen } = await look();
      if (holds || waited >= longestPoll) return seen;
      await this.endpoint.pass(pollPause);
    }
  }
}

/** Ends a case whose words the harness does not know. */
export function unknown(kind: string, words: unknown): never {
  throw new Unsupported(`The harness does not know the ${kind} ${JSON.stringify(words)}`);
}
