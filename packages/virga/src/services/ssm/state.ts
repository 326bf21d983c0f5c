import { Collection } from "../../kernel/collection.ts";
import { afterPrefix, type Key, keyWithSuffix } from "../../kernel/keys.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { parameterNotFound, parameterVersionNotFound } from "./errors.ts";
import type { Parameter, ParameterVersion } from "./model.ts";

/** Account and region: every parameter belongs to one pair. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** All records of Parameter Store. Methods take the transaction or reader that they work in. */
export class SsmState {
  readonly #store: Store;
  readonly #parameters = new Collection<Parameter>("ssm", "parameter");
  readonly #versions = new Collection<ParameterVersion>("ssm", "version");

  constructor(host: ServiceHost) {
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
}
