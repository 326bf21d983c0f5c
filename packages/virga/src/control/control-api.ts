import type { Bus } from "../kernel/bus.ts";
import type { Clock, VirtualClock } from "../kernel/clock.ts";
import { AwsError } from "../kernel/errors.ts";
import type { Faults } from "../kernel/faults.ts";
import type { Ids } from "../kernel/ids.ts";
import type { Snapshot, SnapshotStore, Store } from "../kernel/store.ts";
import type { Tracer } from "../kernel/trace.ts";
import { type WireRequest, type WireResponse, wantsNoTrace } from "../kernel/wire.ts";
import { BadRequest, type JsonObject, readFaultRule, readJsonObject, readNumber } from "./control-input.ts";
import { decodeInput, encodeValues } from "./operation-values.ts";

/** What the control API tells of and changes. */
export interface ControlOptions {
  readonly version: string;
  /** Where stacks go that do not say where they belong. */
  readonly account: string;
  readonly region: string;
  readonly services: readonly string[];
  readonly clock: Clock | VirtualClock;
  readonly store: Store | SnapshotStore;
  readonly faults: Faults;
  readonly tracer: Tracer;
  readonly ids: Ids;
  readonly bus: Bus;
  /** Every account and region that has stacks. */
  environments(): readonly { readonly account: string; readonly region: string }[];
}

type Handler = (parameters: {
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly isTraced: boolean;
}) => unknown;

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly handle: Handler;
}

const mostSnapshots = 16;

/** The runtime's own HTTP API, under `/_virga/`: docs/guides/http-api.md lists it. */
export class ControlApi {
  readonly #options: ControlOptions;
  readonly #routes: readonly Route[];
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#routes = [
      { method: "GET", path: /^health$/, handle: () => this.#health() },
      { method: "GET", path: /^environments$/, handle: () => ({ environments: options.environments() }) },
      { method: "GET", path: /^traces$/, handle: ({ query }) => this.#traces(query) },
      { method: "GET", path: /^traces\/(\w+)$/, handle: ({ id }) => options.tracer.find(id) },
      { method: "GET", path: /^faults$/, handle: () => ({ faults: options.faults.list() }) },
      { method: "POST", path: /^faults$/, handle: ({ body }) => this.#addFault(body) },
      { method: "DELETE", path: /^faults$/, handle: () => this.#clearFaults() },
      {
        method: "DELETE",
        path: /^faults\/([\w-]+)$/,
        handle: ({ id }) => (options.faults.remove(id) ? {} : undefined),
      },
      { method: "GET", path: /^clock$/, handle: () => this.#clock() },
      { method: "POST", path: /^clock\/advance$/, handle: ({ body }) => this.#advance(body) },
      {
        method: "POST",
        path: /^operations\/([a-z0-9-]+\/\w+)$/,
        handle: ({ id, body, isTraced }) => this.#callOperation(id, body, isTraced),
      },
      { method: "POST", path: /^snapshots$/, handle: () => this.#snapshot() },
      { method: "POST", path: /^snapshots\/([\w-]+)\/restore$/, handle: ({ id }) => this.#restore(id) },
    ];
  }

  /** Answers a request whose path is `/_virga` or starts with `/_virga/`. */
  async handle(request: WireRequest): Promise<WireResponse> {
    const path = request.path.slice("/_virga/".length);
    let pathExists = false;
    for (const route of this.#routes) {
      const match = route.path.exec(path);
      if (!match) continue;
      pathExists = true;
      if (route.method !== request.method) continue;
      return this.#run(route.handle, match[1] ?? "", request);
    }
    return pathExists ? answer(405, { error: `${request.method} is not offered here` }) : answer(404, notFound);
  }

  async #run(handle: Handler, id: string, request: WireRequest): Promise<WireResponse> {
    try {
      const body = readJsonObject(request.body);
      const query = new URLSearchParams(request.rawQuery);
      const result = await handle({ id, query, body, isTraced: !wantsNoTrace(request) });
      return result === undefined ? answer(404, notFound) : answer(200, result);
    } catch (thrown) {
      if (thrown instanceof BadRequest) return answer(400, { error: thrown.message });
      throw thrown;
    }
  }

  #health(): object {
    const { version, account, region, services, clock } = this.#options;
    return { status: "ready", version, account, region, services, now: new Date(clock.now()).toISOString() };
  }

  #traces(query: URLSearchParams): object {
    const limit = Number(query.get("limit") ?? 20);
    if (!Number.isInteger(limit) || limit < 1) throw new BadRequest("'limit' must be a whole number from 1");
    return { traces: this.#options.tracer.recent().take(limit).toArray() };
  }

  #addFault(body: JsonObject): object {
    const { services, bus, faults } = this.#options;
    const rule = readFaultRule(body);
    const { service, operation } = rule;
    if (!services.includes(service)) {
      throw new BadRequest(`'service' is '${service}', which is not served; there are ${services.join(", ")}`);
    }
    if (operation !== undefined && !bus.describe(service, operation)) {
      throw new BadRequest(`'operation' is '${operation}', which ${service} does not serve`);
    }
    return { id: faults.add(rule) };
  }

  #clearFaults(): object {
    this.#options.faults.clear();
    return {};
  }

  #clock(): object {
    const { clock } = this.#options;
    return { now: new Date(clock.now()).toISOString(), virtual: "advanceTo" in clock };
  }

  async #advance(body: JsonObject): Promise<object> {
    const { clock } = this.#options;
    if (!("advanceTo" in clock))
      throw new BadRequest("this runtime's clock is the real one; start with a virtual clock");
    const milliseconds = readNumber(body, "milliseconds");
    if (milliseconds < 0) throw new BadRequest("'milliseconds' must not be negative: time does not run backwards");
    await clock.advance(milliseconds);
    return this.#clock();
  }

  /** Calls an operation of a service as an account's root; AWS's errors are part of the answer. */
  async #callOperation(name: string, body: JsonObject, isTraced: boolean): Promise<object> {
    const [service = "", operation = ""] = name.split("/");
    const { account, region, input } = body;
    if (typeof account !== "string" || typeof region !== "string") {
      throw new BadRequest("'account' and 'region' must be texts");
    }
    const { bus, tracer } = this.#options;
    const span = isTraced ? undefined : tracer.startUnkept(name);
    const context = { principal: { kind: "root", account } as const, account, region, ...(span && { span }) };
    try {
      const output = await bus.callNamed(service, operation, decodeInput(input), context);
      return { output: encodeValues(output) };
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      const { code, message, status, members } = thrown;
      return { awsError: { code, message, status, members: encodeValues(members) } };
    }
  }

  #snapshot(): object {
    const id = this.#options.ids.uuid();
    this.#snapshots.set(id, this.#snapshotStore().snapshot());
    const [oldest] = this.#snapshots.keys();
    if (this.#snapshots.size > mostSnapshots && oldest !== undefined) this.#snapshots.delete(oldest);
    return { id };
  }

  #restore(id: string): object | undefined {
    const snapshot = this.#snapshots.get(id);
    if (!snapshot) return undefined;
    this.#snapshotStore().restore(snapshot);
    return {};
  }

  #snapshotStore(): SnapshotStore {
    const { store } = this.#options;
    if (!("snapshot" in store)) throw new BadRequest("snapshots need a runtime in memory (--ephemeral)");
    return store;
  }
}

const notFound = { error: "There is nothing of that name here; see docs/guides/http-api.md" };

function answer(status: number, body: unknown): WireResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
