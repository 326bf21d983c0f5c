import { CachedCollection } from "../../kernel/cached-collection.ts";
import { Collection, type ListOptions } from "../../kernel/collection.ts";
import { Contents } from "../../kernel/contents.ts";
import type { KeyPart } from "../../kernel/keys.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { functionNotFound } from "./errors.ts";
import { MappingRecords } from "./event-sources/mapping-records.ts";
import { LayerRecords } from "./layer-records.ts";
import {
  type EventInvokeConfig,
  type FunctionAlias,
  type FunctionPlace,
  type FunctionRecord,
  type FunctionUrl,
  type FunctionVersion,
  functionArn,
  latest,
  type Place,
  type ProvisionedConcurrency,
  type ProvisionedVersion,
  policyDocument,
  type ResourcePolicy,
  type RuntimeManagement,
} from "./model.ts";
import { isVersionNumber, type QualifiedName } from "./names.ts";

/** Where a listing goes on. */
export interface Listing {
  readonly after?: string;
}

type FunctionId = readonly [account: string, region: string, functionName: string];

/** All records of Lambda. Methods take the transaction or reader that they work in. */
export class LambdaState {
  readonly host: ServiceHost;
  readonly contents: Contents;
  readonly layers: LayerRecords;
  readonly mappings = new MappingRecords();
  readonly #store: Store;
  readonly #functions = new CachedCollection<FunctionRecord>("lambda", "function");
  /** `$LATEST` has number 0. */
  readonly #versions = new CachedCollection<FunctionVersion>("lambda", "version");
  readonly #aliases = new CachedCollection<FunctionAlias>("lambda", "alias");
  readonly #policies = new CachedCollection<ResourcePolicy>("lambda", "policy");
  readonly #policyTexts = new WeakMap<ResourcePolicy, string>();
  readonly #eventInvokeConfigs = new CachedCollection<EventInvokeConfig>("lambda", "event-invoke-config");
  readonly #urls = new CachedCollection<FunctionUrl>("lambda", "url");
  readonly #urlPlaces = new CachedCollection<QualifiedName>("lambda", "url-place");
  readonly #provisioned = new CachedCollection<ProvisionedConcurrency>("lambda", "provisioned-concurrency");
  readonly #runtimeManagement = new Collection<RuntimeManagement>("lambda", "runtime-management");

  constructor(host: ServiceHost) {
    this.host = host;
    this.#store = host.store;
    this.contents = new Contents("lambda", host);
    this.layers = new LayerRecords(this.contents);
  }

  get reader(): StoreReader {
    return this.#store;
  }

  /** Runs a transaction; code that it left without a record is deleted afterwards. */
  transact<T>(work: (transaction: Transaction) => T): T {
    const result = this.#store.transact(work);
    this.contents.sweep();
    return result;
  }

  // Functions

  findFunction(reader: StoreReader, place: FunctionPlace): FunctionRecord | undefined {
    return this.#functions.get(reader, ...idOf(place));
  }

  /** The function, or ResourceNotFoundException. */
  function(reader: StoreReader, place: FunctionPlace): FunctionRecord {
    const found = this.findFunction(reader, place);
    if (!found) throw functionNotFound(functionArn(place));
    return found;
  }

  putFunction(transaction: Transaction, record: FunctionRecord): void {
    this.#functions.put(transaction, idOf(record), record);
  }

  /** The functions of a place in the order of their names. */
  functions(reader: StoreReader, { account, region }: Place, { after }: Listing = {}): Generator<FunctionRecord> {
    return this.#functions.list(reader, [account, region], listOptions([account, region], after));
  }

  /** Deletes a function with all that belongs to it. */
  deleteFunction(transaction: Transaction, place: FunctionPlace): void {
    for (const version of [...this.#versions.list(transaction, idOf(place))]) this.#dropCode(transaction, version);
    for (const url of [...this.urls(transaction, place)]) this.#urlPlaces.delete(transaction, url.urlId);
    const contents: readonly Collection<never>[] = [
      this.#functions,
      this.#versions,
      this.#aliases,
      this.#policies,
      this.#eventInvokeConfigs,
      this.#urls,
      this.#provisioned,
      this.#runtimeManagement,
    ] as never;
    for (const collection of contents) collection.clear(transaction, ...idOf(place));
  }

  // Versions

  findVersion(reader: StoreReader, place: FunctionPlace, version: string): FunctionVersion | undefined {
    return this.#versions.get(reader, ...idOf(place), versionNumber(version));
  }

  /** `$LATEST` or the published version of this number, or ResourceNotFoundException. */
  version(reader: StoreReader, place: FunctionPlace, version: string): FunctionVersion {
    const found = this.findVersion(reader, place, version);
    if (!found) throw functionNotFound(version === latest ? functionArn(place) : functionArn(place, version));
    return found;
  }

  /**
   * The version that a name stands for: `$LATEST` without a qualifier; an alias with two versions gives either of them, as its weights
   * say. @throws AwsError ResourceNotFoundException
   */
  resolve(reader: StoreReader, name: QualifiedName): FunctionVersion {
    const { qualifier = latest } = name;
    if (qualifier === latest || isVersionNumber(qualifier)) return this.version(reader, name, qualifier);
    return this.version(reader, name, this.routedVersion(this.alias(reader, name, qualifier)));
  }

  /** The version that a description of this name tells of: an alias's own one, whatever its weights. */
  describedVersion(reader: StoreReader, name: QualifiedName): FunctionVersion {
    const { qualifier = latest } = name;
    if (qualifier === latest || isVersionNumber(qualifier)) return this.version(reader, name, qualifier);
    return this.version(reader, name, this.alias(reader, name, qualifier).functionVersion);
  }

  /** The version that one invocation of an alias goes to. */
  routedVersion({ functionVersion, additional }: FunctionAlias): string {
    return additional && this.host.ids.random() < additional.weight ? additional.version : functionVersion;
  }

  /** Writes a version over the one that may be there. Its code and layers are counted as named. */
  putVersion(transaction: Transaction, version: FunctionVersion): void {
    const previous = this.findVersion(transaction, version, version.version);
    this.contents.addReferences(transaction, codesOf(version));
    if (previous) this.#dropCode(transaction, previous);
    this.#versions.put(transaction, [...idOf(version), versionNumber(version.version)], version);
  }

  deleteVersion(transaction: Transaction, version: FunctionVersion): void {
    this.#dropCode(transaction, version);
    this.#versions.delete(transaction, ...idOf(version), versionNumber(version.version));
    this.#deleteQualified(transaction, version, version.version);
  }

  #dropCode(transaction: Transaction, version: FunctionVersion): void {
    this.contents.dropReferences(transaction, codesOf(version));
  }

  /** `$LATEST` and the published versions by number. */
  versions(reader: StoreReader, place: FunctionPlace, { after }: Listing = {}): Generator<FunctionVersion> {
    const id = idOf(place);
    const options = after === undefined ? {} : { after: [...id, versionNumber(after)] };
    return this.#versions.list(reader, id, options);
  }

  /** What belongs to a version or alias goes with it. */
  #deleteQualified(transaction: Transaction, place: FunctionPlace, qualifier: string): void {
    const url = this.findUrl(transaction, place, qualifier);
    if (url) this.deleteUrl(transaction, url);
    const contents = [this.#policies, this.#eventInvokeConfigs, this.#provisioned, this.#runtimeManagement] as const;
    for (const collection of contents) collection.delete(transaction, ...idOf(place), qualifier);
  }

  // Aliases

  findAlias(reader: StoreReader, place: FunctionPlace, name: string): FunctionAlias | undefined {
    return this.#aliases.get(reader, ...idOf(place), name);
  }

  /** The alias, or ResourceNotFoundException as for a function. */
  alias(reader: StoreReader, place: FunctionPlace, name: string): FunctionAlias {
    const found = this.findAlias(reader, place, name);
    if (!found) throw functionNotFound(functionArn(place, name));
    return found;
  }

  putAlias(transaction: Transaction, alias: FunctionAlias): void {
    this.#aliases.put(transaction, [...idOf(alias), alias.name], alias);
  }

  deleteAlias(transaction: Transaction, alias: FunctionAlias): void {
    this.#aliases.delete(transaction, ...idOf(alias), alias.name);
    this.#deleteQualified(transaction, alias, alias.name);
  }

  aliases(reader: StoreReader, place: FunctionPlace, { after }: Listing = {}): Generator<FunctionAlias> {
    return this.#aliases.list(reader, idOf(place), listOptions(idOf(place), after));
  }

  // Resource policies

  policy(reader: StoreReader, name: QualifiedName): ResourcePolicy | undefined {
    return this.#policies.get(reader, ...idOf(name), name.qualifier ?? latest);
  }

  /** The document of the resource policy of what a name names, for IAM. */
  policyText(reader: StoreReader, name: QualifiedName): string | undefined {
    const policy = this.policy(reader, name);
    if (!policy) return undefined;
    let text = this.#policyTexts.get(policy);
    if (text === undefined) {
      text = policyDocument(policy);
      this.#policyTexts.set(policy, text);
    }
    return text;
  }

  putPolicy(transaction: Transaction, name: QualifiedName, policy: ResourcePolicy): void {
    const id = [...idOf(name), name.qualifier ?? latest];
    if (policy.statements.length === 0) this.#policies.delete(transaction, ...id);
    else this.#policies.put(transaction, id, policy);
  }

  // Concurrency

  /** The reserved concurrency of a function, if it has one. */
  reservedConcurrency(reader: StoreReader, place: FunctionPlace): number | undefined {
    return this.findFunction(reader, place)?.reservedConcurrency;
  }

  provisionedConcurrency(reader: StoreReader, place: FunctionPlace, qualifier: string) {
    return this.#provisioned.get(reader, ...idOf(place), qualifier);
  }

  /** All of a function, by qualifier. */
  provisionedConcurrencies(
    reader: StoreReader,
    place: FunctionPlace,
    { after }: Listing = {},
  ): Generator<ProvisionedConcurrency> {
    return this.#provisioned.list(reader, idOf(place), listOptions(idOf(place), after));
  }

  /** All versions for which environments are kept ready, with how many: aliases stand for their version. */
  *provisionedVersions(reader: StoreReader): Generator<ProvisionedVersion> {
    for (const config of this.#provisioned.list(reader)) {
      const version = this.provisionedVersion(reader, config);
      if (version) yield { version, count: config.requested, at: config.lastModified };
    }
  }

  /** The version that provisioned concurrency is for. */
  provisionedVersion(reader: StoreReader, config: ProvisionedConcurrency): FunctionVersion | undefined {
    const alias = this.findAlias(reader, config, config.qualifier);
    return this.findVersion(reader, config, alias?.functionVersion ?? config.qualifier);
  }

  putProvisionedConcurrency(transaction: Transaction, config: ProvisionedConcurrency): void {
    this.#provisioned.put(transaction, [...idOf(config), config.qualifier], config);
  }

  deleteProvisionedConcurrency(transaction: Transaction, place: FunctionPlace, qualifier: string): void {
    this.#provisioned.delete(transaction, ...idOf(place), qualifier);
  }

  // Asynchronous invocation

  eventInvokeConfig(reader: StoreReader, place: FunctionPlace, qualifier = latest): EventInvokeConfig | undefined {
    return this.#eventInvokeConfigs.get(reader, ...idOf(place), qualifier);
  }

  /** All of a function, by qualifier. */
  eventInvokeConfigs(reader: StoreReader, place: FunctionPlace, { after }: Listing = {}): Generator<EventInvokeConfig> {
    return this.#eventInvokeConfigs.list(reader, idOf(place), listOptions(idOf(place), after));
  }

  putEventInvokeConfig(transaction: Transaction, config: EventInvokeConfig): void {
    this.#eventInvokeConfigs.put(transaction, [...idOf(config), config.qualifier], config);
  }

  deleteEventInvokeConfig(transaction: Transaction, place: FunctionPlace, qualifier: string): void {
    this.#eventInvokeConfigs.delete(transaction, ...idOf(place), qualifier);
  }

  // Function URLs

  /** The URL of a function, or of its alias `qualifier`. */
  findUrl(reader: StoreReader, place: FunctionPlace, qualifier = latest): FunctionUrl | undefined {
    return this.#urls.get(reader, ...idOf(place), qualifier);
  }

  /** The URL with this id, of any account. */
  urlById(reader: StoreReader, urlId: string): FunctionUrl | undefined {
    const name = this.#urlPlaces.get(reader, urlId);
    return name && this.findUrl(reader, name, name.qualifier);
  }

  /** All of a function, by qualifier. */
  urls(reader: StoreReader, place: FunctionPlace, { after }: Listing = {}): Generator<FunctionUrl> {
    return this.#urls.list(reader, idOf(place), listOptions(idOf(place), after));
  }

  putUrl(transaction: Transaction, url: FunctionUrl): void {
    const { account, region, functionName, qualifier, urlId } = url;
    const name = { account, region, functionName, ...(qualifier === undefined ? {} : { qualifier }) };
    this.#urls.put(transaction, [...idOf(url), qualifier ?? latest], url);
    this.#urlPlaces.put(transaction, [urlId], name);
  }

  deleteUrl(transaction: Transaction, url: FunctionUrl): void {
    this.#urls.delete(transaction, ...idOf(url), url.qualifier ?? latest);
    this.#urlPlaces.delete(transaction, url.urlId);
  }

  // Runtimes

  runtimeManagement(reader: StoreReader, place: FunctionPlace, version: string): RuntimeManagement | undefined {
    return this.#runtimeManagement.get(reader, ...idOf(place), version);
  }

  putRuntimeManagement(
    transaction: Transaction,
    place: FunctionPlace,
    version: string,
    management: RuntimeManagement,
  ): void {
    this.#runtimeManagement.put(transaction, [...idOf(place), version], management);
  }
}

function idOf({ account, region, functionName }: FunctionPlace): FunctionId {
  return [account, region, functionName];
}

/** No version has the number of a text that is none. */
function versionNumber(version: string): number {
  if (version === latest) return 0;
  return isVersionNumber(version) && Number(version) > 0
    ? Math.min(Number(version), Number.MAX_SAFE_INTEGER)
    : Number.MAX_SAFE_INTEGER;
}

function codesOf({ code, layers }: FunctionVersion) {
  return [code, ...layers.map((layer) => layer.code)];
}

function listOptions(within: readonly KeyPart[], after: string | undefined): ListOptions {
  return after === undefined ? {} : { after: [...within, after] };
}
