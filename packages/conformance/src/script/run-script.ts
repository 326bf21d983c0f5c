import { setTimeout as delay } from "node:timers/promises";
import { differences } from "../compare/compare.ts";
import { normalise } from "../compare/normalise.ts";
import { isObject, type JsonObject } from "../compare/structure.ts";
import type { BaseRules, ScriptCase, Step } from "../corpus/case.ts";
import { CaseFailure, failed, type Outcome, passed, Unsupported } from "../corpus/outcome.ts";
import type { Endpoint } from "../endpoint.ts";
import { type Answer, answerOf, errorText, notificationOf, partOf, referencedSteps, resolveMatch } from "./answers.ts";
import { Bindings } from "./bindings.ts";
import { shiftInstants } from "./moments.ts";
import { provideNeeds, subscribedQueues } from "./needs.ts";
import { decodeParameters } from "./parameters.ts";
import { sendPlainRequest } from "./plain-request.ts";
import { bindExecutionParts } from "./unlisted-tokens.ts";
import { waitFor } from "./waits.ts";

export const region = "us-east-1";
const accounts = { first: "111111111111", second: "222222222222" };
const longestPollOfHelpers = 200;
/** Milliseconds of the machine's time. */
const patience = 3_000;

/** Runs the script of a case against an endpoint and compares what it answers with what was recorded. */
export async function runScript(testCase: ScriptCase, rules: BaseRules, endpoint: Endpoint): Promise<Outcome> {
  return new ScriptRun(await atTheEndpointsTime(testCase, endpoint), rules, endpoint).run();
}

/** The case with its instants moved, where they were computed from a "now" that is not the endpoint's. */
async function atTheEndpointsTime(testCase: ScriptCase, endpoint: Endpoint): Promise<ScriptCase> {
  if (testCase.clock === undefined) return testCase;
  const difference = (await endpoint.now()) - Date.parse(testCase.clock);
  if (Math.abs(difference) < 1000) return testCase;
  const { input, input_text, steps, normalise: own } = testCase;
  return {
    ...testCase,
    ...(shiftInstants({ input, input_text, steps, normalise: own }, difference) as Partial<ScriptCase>),
  };
}

class ScriptRun {
  readonly #case: ScriptCase;
  readonly #rules: BaseRules;
  readonly #endpoint: Endpoint;
  readonly #bindings = new Bindings();
  readonly #answers = new Map<number, Answer>();
  /** Steps that the recording SDK itself refused: the service never saw them. */
  readonly #unsent: ReadonlySet<number>;
  #helpers: Promise<void> | undefined;
  #helpersUnderWay = 0;

  constructor(testCase: ScriptCase, rules: BaseRules, endpoint: Endpoint) {
    this.#case = testCase;
    this.#rules = rules;
    this.#endpoint = endpoint;
    this.#unsent = unsentSteps(testCase);
  }

  async run(): Promise<Outcome> {
    await provideNeeds(this.#case, { bindings: this.#bindings, call: this.#call });
    for (const [index, step] of this.#case.steps.entries()) {
      if (step.concurrent) this.#startBeside(index, step);
      else await this.#perform(index, step);
    }
    await this.#helpers;
    return this.#compare();
  }

  async #perform(index: number, step: Step): Promise<void> {
    if (this.#unsent.has(index)) return;
    if (step.call !== undefined) await this.#request(index, step);
    else if (step.wait !== undefined) this.#answers.set(index, { value: await this.#wait(step) });
    else if (step.http !== undefined)
      this.#answers.set(index, await sendPlainRequest(this.#endpoint, this.#plainRequest(step)));
    this.#bindTokens(index);
  }

  #plainRequest(step: Step): Step {
    const { body } = step;
    const decoded = body === undefined ? step : { ...step, body: decodeParameters(this.#case, body) };
    return this.#bindings.replaceIn(decoded) as Step;
  }

  #wait(step: Step): Promise<readonly unknown[]> {
    const context = {
      endpoint: this.#endpoint,
      hasHelpers: () => this.#helpersUnderWay > 0,
      call: this.#call,
    };
    return waitFor(context, step.wait as string, this.#bindings.replaceIn(step.on ?? []) as unknown[]);
  }

  async #request(index: number, step: Step): Promise<void> {
    const answer = await this.#send(step);
    await this.#endpoint.passRequest();
    this.#answers.set(index, answer);
    const { error } = answer;
    if (step.expect_error && !error)
      throw new CaseFailure(`step ${index}: ${step.call} was to be refused, but succeeded`);
    if (!step.expect_error && error) throw new CaseFailure(`step ${index}: ${errorText(error.service)}`);
  }

  async #send(step: Step): Promise<Answer> {
    const params = this.#bindings.replaceIn(decodeParameters(this.#case, step.params ?? {})) as JsonObject;
    const account = step.as === undefined ? accounts.first : accounts.second;
    const service = step.service ?? "stepfunctions";
    const first = await this.#answered(this.#call(service, step.call as string, params, account));
    if (isReader(step) && subscribedQueues(this.#case).length > 0) return notificationOf(answerOf(first));
    if (!step.paginated || first.error) return answerOf(first);
    let output = first.output;
    for (let { nextToken } = output; nextToken !== undefined; ) {
      const page = await this.#call(service, step.call as string, { ...params, nextToken }, account);
      output = joinPages(output, page.output);
      nextToken = page.output.nextToken;
    }
    const { nextToken: _, ...whole } = output;
    return answerOf({ ...first, output: whole });
  }

  /** An answer that waits for the endpoint's clock, as a synchronous execution's with a retry, gets the time it needs. */
  async #answered<T>(call: Promise<T>): Promise<T> {
    let isDone = false;
    const done = call.finally(() => {
      isDone = true;
    });
    done.catch(() => {});
    await Promise.race([done, delay(patience, undefined, { ref: false })]);
    while (!isDone) await this.#endpoint.pass(1_000);
    return done;
  }

  readonly #call = (service: string, operation: string, params: JsonObject, account = accounts.first) =>
    this.#endpoint.aws.call({ service, operation, account }, params);

  /** Steps of a helper follow one another beside the script, each repeated until it gets what it polls for. */
  #startBeside(index: number, step: Step): void {
    this.#helpersUnderWay++;
    const before = this.#helpers ?? Promise.resolve();
    this.#helpers = before.then(async () => {
      for (let polls = 0; polls < longestPollOfHelpers; polls++) {
        const answer = await this.#send(step);
        this.#answers.set(index, answer);
        this.#bindTokens(index);
        const isAwaited = answer.error ? !step.expect_error : answer.value === undefined;
        if (!isAwaited && this.#hasBoundTokens(index)) break;
        await this.#endpoint.pass(100);
      }
      this.#helpersUnderWay--;
    });
    this.#helpers.catch(() => {});
  }

  #bindTokens(step: number): void {
    for (const [placeholder, place] of Object.entries(this.#case.tokens)) {
      if (place.step !== step || this.#wasSent(placeholder, step)) continue;
      const value = partOf(this.#answers.get(step), place.path);
      if (typeof value === "string") this.#bindings.bind(placeholder, value);
    }
  }

  /** Whether a text is the script's own and stands for itself, because a request up to this step had it. */
  #wasSent(text: string, step: number): boolean {
    return this.#case.steps.slice(0, step + 1).some(({ params }) => JSON.stringify(params ?? {}).includes(text));
  }

  #hasBoundTokens(step: number): boolean {
    const places = Object.values(this.#case.tokens).filter((place) => place.step === step);
    return places.every((place) => partOf(this.#answers.get(step), place.path) !== undefined);
  }

  #compare(): Outcome {
    const values: JsonObject = {};
    for (const step of this.#case.steps) {
      if (step.match === undefined || this.#isNotComparable(step)) continue;
      values[step.match] = resolveMatch(this.#bindings.replaceIn(step.value), (index) => this.#answers.get(index));
    }
    const added = bindExecutionParts(this.#bindings, this.#case, [...this.#answers.values()]);
    const own = this.#bindings.replaceIn([...this.#case.normalise, ...added]) as ScriptCase["normalise"];
    const normalised = normalise(values, { base: this.#rules, own, account: accounts.first, region });
    const found = Object.keys(values).flatMap((key) => differences(this.#case.expected[key], normalised[key], key));
    if (found.length === 0) return passed;
    const missing = unsupportedIn(values);
    if (missing !== undefined) throw new Unsupported(missing);
    return failed(...found);
  }

  /** What the corpus describes without saying how it was made, and what the recording SDK answered by itself. */
  #isNotComparable(step: Step): boolean {
    const isOpaque = isObject(step.value) && "$opaque" in step.value;
    return step.computed === true || isOpaque || referencedSteps(step.value).some((index) => this.#unsent.has(index));
  }
}

/** Whether a step is a helper's that reads a queue. */
function isReader({ call, concurrent }: Step): boolean {
  return call === "receive_message" && concurrent === true;
}

function unsentSteps(testCase: ScriptCase): ReadonlySet<number> {
  const matches = testCase.steps.filter(({ match }) => match !== undefined);
  const unsent = matches.filter(({ match }) =>
    JSON.stringify(testCase.expected[match as string] ?? "").includes("Parameter validation failed:"),
  );
  return new Set(unsent.flatMap(({ value }) => referencedSteps(value)));
}

function joinPages(before: JsonObject, page: JsonObject): JsonObject {
  const joined = Object.entries(page).map(([name, value]) => {
    const earlier = before[name];
    return [name, Array.isArray(earlier) && Array.isArray(value) ? [...earlier, ...value] : value];
  });
  return Object.fromEntries(joined);
}

const saysUnsupported = /[^"\\]*\bVirga(?:'s [\w ]+)? does not support[^"\\]*|[^"\\]*not supported by Virga[^"\\]*/;

/** What the endpoint itself said it does not support, in a history or an answer. */
function unsupportedIn(values: JsonObject): string | undefined {
  return saysUnsupported.exec(JSON.stringify(values))?.[0];
}
