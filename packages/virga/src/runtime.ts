import { ConsolePages } from "./control/console-pages.ts";
import { ControlApi } from "./control/control-api.ts";
import { FrontDoor, whole } from "./front-door.ts";
import { Activity } from "./kernel/activity.ts";
import { Arrivals } from "./kernel/arrivals.ts";
import { atMost } from "./kernel/at-most.ts";
import type { BlobStores } from "./kernel/blobs.ts";
import type { Clock } from "./kernel/clock.ts";
import { createRealClock } from "./kernel/clock-real.ts";
import { createVirtualClock } from "./kernel/clock-virtual.ts";
import { createDurableTimers } from "./kernel/durable-timers.ts";
import type { Eventual } from "./kernel/eventual.ts";
import { Faults } from "./kernel/faults.ts";
import { createIam } from "./kernel/iam/iam.ts";
import type { CredentialSource, IamMode, IdentitySource } from "./kernel/iam/ports.ts";
import { createRandomIds, createSeededIds } from "./kernel/ids.ts";
import { Metrics } from "./kernel/metrics.ts";
import type { ResourceType } from "./kernel/resource-type.ts";
import type { Report, ServiceDefinition, ServiceHost, Settings } from "./kernel/service.ts";
import { type OpenService, ServiceBus } from "./kernel/service-bus.ts";
import { createMemoryBlobStores } from "./kernel/store/blobs.ts";
import type { Store } from "./kernel/store.ts";
import { Tracer } from "./kernel/trace.ts";
import type { WireAnswer, WireRequest, WireResponse } from "./kernel/wire.ts";
import { createWorkFolder } from "./kernel/work-folder.ts";
import { createCodecs } from "./protocol/codecs.ts";
import { type HttpServer, startHttpServer } from "./protocol/http-server.ts";
import type { ServiceTables } from "./protocol/model.ts";
import { createModelCatalog } from "./protocol/model-catalog.ts";
import { createOperationModels } from "./protocol/operation-models.ts";
import { Router } from "./protocol/router.ts";
import { apigateway } from "./services/apigateway/index.ts";
import type { CloudFormation } from "./services/cloudformation/context.ts";
import { createCloudFormation } from "./services/cloudformation/index.ts";
import { cloudwatch } from "./services/cloudwatch/index.ts";
import { cognitoIdp } from "./services/cognito-idp/index.ts";
import { dynamodb } from "./services/dynamodb/index.ts";
import { iam } from "./services/iam/index.ts";
import { kinesis } from "./services/kinesis/index.ts";
import { kms } from "./services/kms/index.ts";
import { lambda } from "./services/lambda/index.ts";
import { logs } from "./services/logs/index.ts";
import { s3 } from "./services/s3/index.ts";
import { sns } from "./services/sns/index.ts";
import { sqs } from "./services/sqs/index.ts";
import { ssm } from "./services/ssm/index.ts";
import { states } from "./services/states/index.ts";
import { sts } from "./services/sts/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: a definition's state is its own affair
type AnyService = ServiceDefinition<any>;

/** What a runtime is put together from. */
export interface RuntimeOptions {
  readonly store: Store;
  /** In memory unless given. */
  readonly blobs?: BlobStores;
  /** Where files lie that programs outside the process need; a temporary folder unless given. */
  readonly workFolder?: string;
  /** A virtual clock starts at `now`, epoch milliseconds. */
  readonly clock?: { readonly kind: "real" } | { readonly kind: "virtual"; readonly now: number };
  /** What stands for the machine's time beside a virtual clock. */
  readonly machineClock?: Clock;
  /** Makes ids and randomness depend on this text alone. */
  readonly seed?: string;
  readonly iam?: IamMode;
  readonly account?: string;
  readonly region?: string;
  /** Services beside the runtime's own. */
  readonly additionalServices?: readonly AnyService[];
  report?(report: Report): void;
}

/** Where a runtime listens, and to which names it answers. */
export interface ListenOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Host names to answer to beside localhost's and AWS's; a leading dot stands for all names below. */
  readonly allowedHosts?: readonly string[];
}

/** A running Virga. */
export interface Runtime {
  readonly host: ServiceHost;
  /** Answers a request as if it had come over the socket. */
  answer(request: WireRequest): Promise<WireAnswer>;
  /** The same for requests whose answer is whole. @throws AwsError NotImplemented if it is a stream of events. */
  handle(request: WireRequest): Promise<WireResponse>;
  /** Listens on loopback, unless it does already, and gives the endpoint, e.g. `http://localhost:4566`. */
  listen(options: ListenOptions): Promise<string>;
  /**
   * Stops listening, ends what is under way, lets the store become durable and closes it. Takes some seconds at most: what takes
   * longer is left for the next start.
   */
  close(): Promise<void>;
}

/** Virga's own version. */
export const version = "0.1.0";

const keptTraces = 1_000;
/** How long closing waits for requests, and then for work that no request waits for. */
const closingMilliseconds = { requests: 2_000, work: 500 };

/** The services of the runtime, in the order in which they open. */
export function serviceDefinitions(
  resourceTypes: () => ReadonlyMap<string, ResourceType> = () => new Map(),
): readonly AnyService[] {
  return [
    iam,
    sts,
    kms,
    ssm,
    s3,
    logs,
    cloudwatch,
    dynamodb,
    lambda,
    sqs,
    kinesis,
    sns,
    cognitoIdp,
    states,
    apigateway,
    createCloudFormation(resourceTypes),
  ];
}

function collectResourceTypes(definitions: readonly AnyService[]): ReadonlyMap<string, ResourceType> {
  return new Map(definitions.flatMap(({ resourceTypes }) => Object.entries(resourceTypes ?? {})));
}

/** Puts a runtime together on a store and recovers what was under way. */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const activity = new Activity();
  const clock: Clock =
    options.clock?.kind === "virtual" ? createVirtualClock({ now: options.clock.now, activity }) : createRealClock();
  const machineClock = options.clock?.kind === "virtual" ? (options.machineClock ?? createRealClock()) : clock;
  const ids = options.seed === undefined ? createRandomIds() : createSeededIds(options.seed);
  let isClosed = false;
  // What still runs into the closed store is left for the next start; it is no defect.
  const report = (message: Report) => {
    if (!isClosed) options.report?.(message);
  };
  const faults = new Faults(ids);
  const tracer = new Tracer(clock, ids, { capacity: keptTraces });
  const { store } = options;

  const definitions: AnyService[] = [];
  definitions.push(
    ...serviceDefinitions(() => collectResourceTypes(definitions)),
    ...(options.additionalServices ?? []),
  );
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const ownModels = definitions.flatMap(({ name, model }) => (model ? [[name, model as ServiceTables]] : []));
  const codecs = createCodecs(createModelCatalog(Object.fromEntries(ownModels)), {
    rawJson: (service) => byName.get(service)?.rawJson ?? false,
  });

  const identitySources: IdentitySource[] = [];
  const credentials: CredentialSource[] = [];
  const iamMode = options.iam ?? "enforce";
  const iamEngine = createIam({ mode: iamMode, identities: () => identitySources, report });
  const services = new Map<string, OpenService>();
  const bus: ServiceBus = new ServiceBus({
    services,
    models: createOperationModels(codecs),
    iam: iamEngine,
    faults,
    tracer,
    clock,
    ids,
    wire: async (request, context) => frontDoor.wire(request, context),
    fetch: async (request) => frontDoor.answer(request),
    report,
  });

  let endpoint = "http://localhost:4566";
  const settings: Settings = {
    partition: "aws",
    defaultAccount: options.account ?? "000000000000",
    defaultRegion: options.region ?? "us-east-1",
    endpoint: () => endpoint,
  };
  const timers = createDurableTimers({ store, clock, report });
  const blobs = options.blobs ?? createMemoryBlobStores({ keepDeleted: true });
  const workFolder = createWorkFolder(options.workFolder);
  const host: ServiceHost = {
    store,
    blobs,
    workFolder,
    clock,
    machineClock,
    timers,
    ids,
    bus,
    iam: iamEngine,
    faults,
    tracer,
    activity,
    arrivals: new Arrivals(),
    metrics: new Metrics(clock),
    settings,
    reachableEndpoint: () => listen({ port: 0 }),
    report,
  };
  bus.attach(host);

  for (const definition of definitions) {
    const state = definition.open(host);
    services.set(definition.name, { definition, state });
    const { identities, credentials: source } = definition.provides?.(state) ?? {};
    if (identities) identitySources.push(identities);
    if (source) credentials.push(source);
  }
  const { defaultAccount, defaultRegion } = settings;
  const frontDoor = new FrontDoor({
    bus,
    services,
    codecs,
    router: new Router(codecs),
    credentials,
    store,
    clock,
    ids,
    tracer,
    defaultAccount,
    defaultRegion,
    checkSkew: options.clock?.kind !== "virtual",
  });
  const control = new ControlApi({
    version,
    account: defaultAccount,
    region: defaultRegion,
    services: Array.from(services.keys()),
    clock,
    store,
    faults,
    tracer,
    ids,
    bus,
    environments: () => (services.get("cloudformation")!.state as CloudFormation).state.environments(),
  });
  timers.start();
  for (const { definition, state } of services.values()) definition.recover?.(state);

  const consolePages = new ConsolePages();
  const isOwn = ({ path, headers }: WireRequest) =>
    (path === "/_virga" || path.startsWith("/_virga/")) && !frontDoor.ownsHost(headers.host ?? "");
  const handle = (request: WireRequest): Eventual<WireAnswer> => {
    if (!isOwn(request)) return frontDoor.handle(request);
    return ConsolePages.matches(request.path) ? consolePages.handle(request) : control.handle(request);
  };
  let server: Promise<HttpServer> | undefined;
  const listen = async ({ port, allowedHosts = [] }: ListenOptions): Promise<string> => {
    server ??= startHttpServer({
      port,
      allowedHosts,
      handle,
      report,
      isOpenToSites: (request) => frontDoor.isOpenToSites(request),
      ownsHost: (host) => frontDoor.ownsHost(host),
    });
    endpoint = `http://localhost:${(await server).port}`;
    return endpoint;
  };
  return {
    host,
    answer: async (request) => handle(request),
    handle: async (request) => whole(await handle(request)),
    listen,
    async close() {
      await (await server?.catch(() => undefined))?.close(closingMilliseconds.requests);
      timers.stop();
      await atMost(activity.whenIdle(), closingMilliseconds.work);
      for (const { definition, state } of services.values()) await definition.close?.(state);
      isClosed = true;
      await store.durable();
      await store.close();
      await workFolder.close();
    },
  };
}
