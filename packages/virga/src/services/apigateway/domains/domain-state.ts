import { Collection } from "../../../kernel/collection.ts";
import type { Store, StoreReader, Transaction } from "../../../kernel/store.ts";
import { badRequest, conflict, notFound } from "../errors.ts";
import type { MappingRecord, Place } from "../records.ts";
import type { DomainRecord } from "./domain-names.ts";

/** A domain that somebody has, wherever. */
interface PlacedDomain {
  readonly place: Place;
  readonly domain: DomainRecord;
}

/** Custom domains and what their base paths lead to. */
export class DomainState {
  readonly #domains = new Collection<DomainRecord>("apigateway", "domains");
  readonly #places = new Collection<Place>("apigateway", "domain-places");
  readonly #mappings = new Collection<MappingRecord>("apigateway", "base-path-mappings");

  /** @throws AwsError NotFoundException */
  get(reader: StoreReader, { account, region }: Place, domainName: string): DomainRecord {
    const domain = this.#domains.get(reader, account, region, domainName.toLowerCase());
    if (domain === undefined) throw notFound("Invalid domain name identifier specified");
    return domain;
  }

  list(reader: StoreReader, { account, region }: Place): DomainRecord[] {
    return Array.from(this.#domains.list(reader, [account, region]));
  }

  /** All domains of all accounts and regions. */
  all(reader: StoreReader): PlacedDomain[] {
    return Array.from(this.#places.list(reader)).flatMap((place) =>
      this.list(reader, place).map((domain) => ({ place, domain })),
    );
  }

  /** @throws AwsError BadRequestException for a name that anybody in the region has */
  add(transaction: Transaction, { account, region }: Place, domain: DomainRecord): void {
    for (const other of this.#places.list(transaction)) {
      if (other.region !== region || !this.#domains.has(transaction, other.account, region, domain.domainName))
        continue;
      throw badRequest("The domain name you provided already exists.");
    }
    this.#places.put(transaction, [account, region], { account, region });
    this.put(transaction, { account, region }, domain);
  }

  put(transaction: Transaction, { account, region }: Place, domain: DomainRecord): void {
    this.#domains.put(transaction, [account, region, domain.domainName], domain);
  }

  /** Deletes a domain with its mappings. */
  delete(transaction: Transaction, place: Place, domainName: string): void {
    const { account, region } = place;
    const { domainName: name } = this.get(transaction, place, domainName);
    this.#mappings.clear(transaction, account, region, name);
    this.#domains.delete(transaction, account, region, name);
    if (this.list(transaction, place).length === 0) this.#places.delete(transaction, account, region);
  }

  /** @throws AwsError NotFoundException */
  mapping(reader: StoreReader, place: Place, domainName: string, basePath: string): MappingRecord {
    const { domainName: name } = this.get(reader, place, domainName);
    const mapping = this.#mappings.get(reader, place.account, place.region, name, basePath);
    if (mapping === undefined) throw notFound("Invalid base path mapping identifier specified");
    return mapping;
  }

  mappings(reader: StoreReader, place: Place, domainName: string): MappingRecord[] {
    const { domainName: name } = this.get(reader, place, domainName);
    return Array.from(this.#mappings.list(reader, [place.account, place.region, name]));
  }

  /** The mappings of all domains of an account in a region. */
  allMappings(reader: StoreReader, { account, region }: Place): Iterable<MappingRecord> {
    return this.#mappings.list(reader, [account, region]);
  }

  /** @throws AwsError ConflictException for a base path that the domain has */
  addMapping(transaction: Transaction, place: Place, domainName: string, mapping: MappingRecord): void {
    const { domainName: name } = this.get(transaction, place, domainName);
    const id = [place.account, place.region, name, mapping.basePath];
    if (this.#mappings.has(transaction, ...id)) throw conflict("Base path already exists for this domain name");
    this.#mappings.put(transaction, id, mapping);
  }

  deleteMapping(transaction: Transaction, place: Place, domainName: string, basePath: string): void {
    this.mapping(transaction, place, domainName, basePath);
    this.#mappings.delete(transaction, place.account, place.region, domainName.toLowerCase(), basePath);
  }

  /** Calls the listener after each commit that changed a domain or a mapping. */
  watch(store: Store, listener: () => void): void {
    this.#domains.watch(store, listener);
    this.#mappings.watch(store, listener);
  }
}
