import { Collection } from "../../kernel/collection.ts";
import type { Ids } from "../../kernel/ids.ts";
import { afterPrefix, type Key, keyWithSuffix } from "../../kernel/keys.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { decrypt, encrypt } from "./encryption.ts";
import { parameterNotFound, parameterVersionNotFound } from "./errors.ts";
import { type Parameter, type ParameterVersion, parameterArn } from "./model.ts";

/** Account and region: every parameter belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** All records of Parameter Store. Methods take the transaction or reader that they work in. */
export class SsmState {
  readonly ids: Ids;
  readonly #store: Store;
  readonly #parameters = new Collection<Parameter>("ssm", "parameter");
  readonly #versions = new Collection<ParameterVersion>("ssm", "version");
  /** The keys of SecureStrings, hexadecimal, one per account and region. */
  readonly #keys = new Collection<string>("ssm", "key");

  constructor(host: ServiceHost) {
    this.ids = host.ids;
    this.#store = host.store;
  }

  get reader(): StoreReader {
    return this.#store;
  }

  transact<T>(work: (transaction: Transaction) => T): T {
    return this.#store.transact(work);
  }

  find(reader: StoreReader, { account, region }: Place, name: string): Parameter | undefined {
    return this.#parameters.get(reader, account, region, name);
  }

  parameter(reader: StoreReader, place: Place, name: string): Parameter {
    const parameter = this.find(reader, place, name);
    if (!parameter) throw parameterNotFound();
    return parameter;
  }

  version(reader: StoreReader, { account, region }: Place, parameter: Parameter, version: number): ParameterVersion {
    if (version === parameter.current.version) return parameter.current;
    const found = this.#versions.get(reader, account, region, parameter.name, version);
    if (!found) throw parameterVersionNotFound(parameter.name, version);
    return found;
  }

  /** Writes a parameter; its current version becomes part of the history. */
  put(transaction: Transaction, { account, region }: Place, parameter: Parameter): void {
    const { name, current } = parameter;
    this.#parameters.put(transaction, [account, region, name], parameter);
    this.#versions.put(transaction, [account, region, name, current.version], current);
  }

  deleteVersion(transaction: Transaction, { account, region }: Place, name: string, version: number): void {
    this.#versions.delete(transaction, account, region, name, version);
  }

  delete(transaction: Transaction, { account, region }: Place, name: string): void {
    this.#parameters.delete(transaction, account, region, name);
    this.#versions.clear(transaction, account, region, name);
  }

  /** The kept versions of a parameter, the oldest first. */
  history(reader: StoreReader, { account, region }: Place, name: string, after?: number): Generator<ParameterVersion> {
    const options = after === undefined ? {} : { after: [account, region, name, after] };
    return this.#versions.list(reader, [account, region, name], options);
  }

  /** Parameters whose names start with a prefix, in the order of their names. */
  *list(reader: StoreReader, { account, region }: Place, prefix: string, after?: string): Generator<Parameter> {
    const bytes = Buffer.from(prefix, "utf8").toString("latin1");
    const first = keyWithSuffix(this.#parameters.key(account, region), bytes);
    const start = after === undefined ? first : (`${this.#parameters.key(account, region, after)}\0` as Key);
    for (const [, text] of reader.range({ start, end: afterPrefix(first) })) yield JSON.parse(text) as Parameter;
  }

  /** Encrypts the value of a SecureString. */
  seal(transaction: Transaction, place: Place, name: string, value: string): string {
    let key = this.#keys.get(transaction, place.account, place.region);
    if (key === undefined) {
      key = this.ids.hex(64);
      this.#keys.put(transaction, [place.account, place.region], key);
    }
    const arn = parameterArn(place.region, place.account, name);
    return encrypt(Buffer.from(key, "hex"), this.ids.bytes(12), arn, value);
  }

  /** A version's value: as it is, or decrypted if it is a SecureString's and the caller wants that. */
  open(
    reader: StoreReader,
    { account, region }: Place,
    name: string,
    version: ParameterVersion,
    withDecryption: boolean | undefined,
  ): string {
    if (version.type !== "SecureString" || !withDecryption) return version.value;
    const key = this.#keys.get(reader, account, region) ?? "";
    return decrypt(Buffer.from(key, "hex"), parameterArn(region, account, name), version.value);
  }
}
