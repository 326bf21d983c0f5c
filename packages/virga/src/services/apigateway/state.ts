import { Collection } from "../../kernel/collection.ts";
import type { AwsError } from "../../kernel/errors.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { accountLimits } from "./account.ts";
import { canaryVariables } from "./canary.ts";
import { ClientCertificateState } from "./client-certificates/client-certificate-state.ts";
import type { DocumentationPartRecord, DocumentationVersionRecord } from "./documentation/documentation-parts.ts";
import { DomainState } from "./domains/domain-state.ts";
import { apiNotFound, notFound } from "./errors.ts";
import { ApiMetrics } from "./gateway/api-metrics.ts";
import { BoundedRendering } from "./gateway/bounded-rendering.ts";
import { CustomDomains } from "./gateway/custom-domains.ts";
import { DeployedStages, type ServedStage } from "./gateway/deployed-stages.ts";
import { RequestTimes } from "./gateway/request-times.ts";
import { TokenBuckets } from "./gateway/token-bucket.ts";
import { UserPoolKeys } from "./gateway/user-pool-keys.ts";
import type {
  AccountRecord,
  ApiRecord,
  AuthorizerRecord,
  DeploymentRecord,
  GatewayResponseRecord,
  ModelRecord,
  Place,
  RequestValidatorRecord,
  ResourceRecord,
  StageRecord,
} from "./records.ts";
import { UsageState } from "./usage-state.ts";

/** Records of one kind that belong to an API. */
class ApiParts<Part> {
  readonly #collection: Collection<Part>;
  readonly #missing: (id: string) => AwsError;

  constructor(kind: string, missing: (id: string) => AwsError) {
    this.#collection = new Collection<Part>("apigateway", kind);
    this.#missing = missing;
  }

  find(reader: StoreReader, { account, region }: Place, restApiId: string, id: string): Part | undefined {
    return this.#collection.get(reader, account, region, restApiId, id);
  }

  /** @throws AwsError NotFoundException */
  get(reader: StoreReader, place: Place, restApiId: string, id: string): Part {
    const part = this.find(reader, place, restApiId, id);
    if (part === undefined) throw this.#missing(id);
    return part;
  }

  list(reader: StoreReader, { account, region }: Place, restApiId: string): Part[] {
    return Array.from(this.#collection.list(reader, [account, region, restApiId]));
  }

  put(transaction: Transaction, { account, region }: Place, restApiId: string, id: string, part: Part): void {
    this.#collection.put(transaction, [account, region, restApiId, id], part);
  }

  /** @throws AwsError NotFoundException */
  delete(transaction: Transaction, place: Place, restApiId: string, id: string): void {
    this.get(transaction, place, restApiId, id);
    this.#collection.delete(transaction, place.account, place.region, restApiId, id);
  }

  clear(transaction: Transaction, { account, region }: Place, restApiId: string): void {
    this.#collection.clear(transaction, account, region, restApiId);
  }

  watch(store: Store, listener: () => void): void {
    this.#collection.watch(store, listener);
  }
}

/** All that API Gateway remembers; the only part of the service that touches the store. */
export class ApiGatewayState {
  readonly resources = new ApiParts<ResourceRecord>("resources", () =>
    notFound("Invalid Resource identifier specified"),
  );
  readonly models = new ApiParts<ModelRecord>("models", (name) => notFound(`Invalid model name specified: ${name}`));
  readonly validators = new ApiParts<RequestValidatorRecord>("validators", () =>
    notFound("Invalid Request Validator identifier specified"),
  );
  readonly authorizers = new ApiParts<AuthorizerRecord>("authorizers", () =>
    notFound("Invalid Authorizer identifier specified"),
  );
  readonly gatewayResponses = new ApiParts<GatewayResponseRecord>("gateway-responses", () =>
    notFound("Gateway response type not defined on api"),
  );
  readonly deployments = new ApiParts<DeploymentRecord>("deployments", () =>
    notFound("Invalid Deployment identifier specified"),
  );
  readonly documentationParts = new ApiParts<DocumentationPartRecord>("documentation-parts", () =>
    notFound("Invalid Documentation part identifier specified"),
  );
  readonly documentationVersions = new ApiParts<DocumentationVersionRecord>("documentation-versions", () =>
    notFound("Invalid Documentation version specified"),
  );
  readonly stages = new ApiParts<StageRecord>("stages", () => notFound("Invalid stage identifier specified"));
  /** The stages that are served, compiled. */
  readonly deployedStages: DeployedStages;
  readonly userPoolKeys: UserPoolKeys;
  /** Renders the mapping templates of all APIs. */
  readonly rendering: BoundedRendering;
  readonly usage = new UsageState();
  readonly clientCertificates = new ClientCertificateState();
  readonly domains = new DomainState();
  /** The custom domains that are served. */
  readonly customDomains: CustomDomains;
  /** What is left of throttling limits: not kept over a restart. */
  readonly buckets = new TokenBuckets();
  readonly requestTimes = new RequestTimes();
  readonly metrics = new ApiMetrics();
  readonly #store: Store;
  readonly #apis = new Collection<ApiRecord>("apigateway", "apis");
  readonly #places = new Collection<Place>("apigateway", "places");
  readonly #accounts = new Collection<AccountRecord>("apigateway", "accounts");

  constructor(host: ServiceHost) {
    this.#store = host.store;
    this.userPoolKeys = new UserPoolKeys(host.bus);
    this.rendering = new BoundedRendering(host);
    this.deployedStages = new DeployedStages(
      (restApiId, stageName, ofCanary) => this.#served(restApiId, stageName, ofCanary),
      () => host.ids.random(),
    );
    this.customDomains = new CustomDomains(() =>
      this.domains.all(host.store).map(({ place, domain }) => ({
        ...domain,
        mappings: this.domains.mappings(host.store, place, domain.domainName),
      })),
    );
    this.domains.watch(host.store, () => this.customDomains.clear());
    this.stages.watch(host.store, () => this.deployedStages.clear());
    this.#apis.watch(host.store, () => this.deployedStages.clear());
    host.store.watch(this.#accounts.prefix, (keys) => this.#forgetTaken(keys));
    this.#accounts.watch(host.store, () => this.deployedStages.clear());
  }

  get reader(): StoreReader {
    return this.#store;
  }

  change<T>(work: (transaction: Transaction) => T): T {
    return this.#store.transact(work);
  }

  /** @throws AwsError NotFoundException */
  api(reader: StoreReader, { account, region }: Place, restApiId: string): ApiRecord {
    const api = this.#apis.get(reader, account, region, restApiId);
    if (api === undefined) throw apiNotFound(account, restApiId);
    return api;
  }

  hasApi(reader: StoreReader, { account, region }: Place, restApiId: string): boolean {
    return this.#apis.has(reader, account, region, restApiId);
  }

  apis(reader: StoreReader, { account, region }: Place): ApiRecord[] {
    return Array.from(this.#apis.list(reader, [account, region]));
  }

  putApi(transaction: Transaction, { account, region }: Place, api: ApiRecord): void {
    this.#apis.put(transaction, [account, region, api.id], api);
    this.#places.put(transaction, [api.id], { account, region });
  }

  /** Deletes an API with all its parts. */
  deleteApi(transaction: Transaction, place: Place, restApiId: string): void {
    this.api(transaction, place, restApiId);
    const parts = [
      this.resources,
      this.models,
      this.validators,
      this.authorizers,
      this.gatewayResponses,
      this.deployments,
      this.documentationParts,
      this.documentationVersions,
      this.stages,
    ];
    for (const part of parts) part.clear(transaction, place, restApiId);
    this.#apis.delete(transaction, place.account, place.region, restApiId);
    this.#places.delete(transaction, restApiId);
  }

  account(reader: StoreReader, { account, region }: Place): AccountRecord {
    return this.#accounts.get(reader, account, region) ?? {};
  }

  putAccount(transaction: Transaction, { account, region }: Place, record: AccountRecord): void {
    this.#accounts.put(transaction, [account, region], record);
  }

  /** What was taken of limits was not yet, where the store has gone back to a snapshot: that is told without keys. */
  #forgetTaken(keys: readonly unknown[]): void {
    if (keys.length === 0) this.buckets.clear();
  }

  #served(restApiId: string, stageName: string, ofCanary: boolean): ServedStage | undefined {
    const place = this.#places.get(this.#store, restApiId);
    const found = place && this.stages.find(this.#store, place, restApiId, stageName);
    if (place === undefined || found === undefined) return undefined;
    const canary = ofCanary ? found.canarySettings : undefined;
    const stage = canary === undefined ? found : { ...found, variables: canaryVariables(found.variables, canary) };
    const deploymentId = canary?.deploymentId ?? found.deploymentId;
    const deployment = this.deployments.find(this.#store, place, restApiId, deploymentId);
    if (deployment === undefined) return undefined;
    const api = deployment.snapshot.api ?? this.api(this.#store, place, restApiId);
    const limits = accountLimits(this.account(this.#store, place));
    return { place, api, stage, deployment, isCanary: canary !== undefined, accountLimits: limits };
  }
}
