import type { Clock, VirtualClock } from "../kernel/clock.ts";
import type { FaultRule } from "../kernel/faults.ts";
import type { IamMode } from "../kernel/iam/ports.ts";
import type { ServiceDefinition } from "../kernel/service.ts";
import { createMemoryStore } from "../kernel/store/memory-store.ts";
import type { Snapshot, SnapshotStore } from "../kernel/store.ts";
import type { TraceRecord } from "../kernel/trace.ts";
import { createRuntime, type Runtime } from "../runtime.ts";
import { InProcessHandler } from "./sdk-handler.ts";

/** What may be chosen of a test cloud; nothing has to be. */
export interface TestCloudOptions {
  /** Where the clock starts: epoch milliseconds, 2026-01-01T00:00:00Z unless told. */
  readonly now?: number;
  /** What stands for the machine's time, which limits how long functions may run. */
  readonly machineClock?: Clock;
  readonly iam?: IamMode;
  /** Ids and randomness depend on it alone. */
  readonly seed?: string;
  /** Services beside those of the runtime, e.g. one under development. */
  // biome-ignore lint/suspicious/noExplicitAny: a list of services with different states
  readonly services?: readonly ServiceDefinition<any>[];
  /** A store to go on with: a fork of another cloud's. */
  readonly store?: SnapshotStore;
}

/** What every AWS SDK v3 client takes. */
interface ClientOptions {
  readonly region?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly maxAttempts?: number;
}

/** A whole cloud in the test's process: in memory, on a virtual clock, with seeded ids. */
export interface TestCloud {
  readonly runtime: Runtime;
  readonly clock: VirtualClock;
  /** Messages for the person who runs it, e.g. defects; a test may assert that there are none. */
  readonly reports: readonly string[];
  /** A real AWS SDK v3 client bound to this cloud, without a network. One attempt per call unless told. */
  client<C>(Client: new (options: never) => C, options?: ClientOptions & Readonly<Record<string, unknown>>): C;
  /** Puts a fault into operations; gives its id. */
  addFault(rule: FaultRule): string;
  removeFault(id: string): void;
  /** The kept traces, the newest first. */
  traces(): readonly TraceRecord[];
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  /** A second cloud that starts from this one's state and goes its own way. */
  fork(): Promise<TestCloud>;
  /** Listens on a free port of loopback and gives the endpoint. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

const startOf2026 = Date.UTC(2026, 0, 1);

/** Starts a cloud for a test. */
export async function createTestCloud(options: TestCloudOptions = {}): Promise<TestCloud> {
  const store = options.store ?? createMemoryStore();
  const reports: string[] = [];
  const runtime = await createRuntime({
    store,
    clock: { kind: "virtual", now: options.now ?? startOf2026 },
    ...(options.machineClock && { machineClock: options.machineClock }),
    seed: options.seed ?? "virga",
    iam: options.iam ?? "enforce",
    additionalServices: options.services ?? [],
    report: ({ level, source, message }) => reports.push(`${level} ${source}: ${message}`),
  });
  const clock = runtime.host.clock as VirtualClock;
  const handler = new InProcessHandler((request) => runtime.answer(request));
  const { faults, tracer } = runtime.host;

  return {
    runtime,
    clock,
    reports,
    client(Client, clientOptions = {}) {
      const defaults = {
        region: "us-east-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
        endpoint: "http://localhost:4566",
        forcePathStyle: true,
        disableHostPrefix: true,
        maxAttempts: 1,
        requestHandler: handler,
      };
      return new Client({ ...defaults, ...clientOptions } as never);
    },
    addFault: (rule) => faults.add(rule),
    removeFault: (id) => void faults.remove(id),
    traces: () => Array.from(tracer.recent()),
    snapshot: () => store.snapshot(),
    restore: (snapshot) => store.restore(snapshot),
    fork: () => createTestCloud({ ...options, store: store.fork(), now: clock.now() }),
    listen: () => runtime.listen({ port: 0 }),
    close: () => runtime.close(),
  };
}
