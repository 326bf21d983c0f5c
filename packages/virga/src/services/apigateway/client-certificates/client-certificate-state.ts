import { Collection } from "../../../kernel/collection.ts";
import type { StoreReader, Transaction } from "../../../kernel/store.ts";
import { notFound } from "../errors.ts";
import type { Place } from "../records.ts";
import type { ClientCertificateRecord } from "./client-certificates.ts";

/** The client certificates of an account in a region. */
export class ClientCertificateState {
  readonly #certificates = new Collection<ClientCertificateRecord>("apigateway", "client-certificates");

  /** @throws AwsError NotFoundException */
  get(reader: StoreReader, place: Place, id: string): ClientCertificateRecord {
    const certificate = this.find(reader, place, id);
    if (certificate === undefined) throw notFound("Invalid Client Certificate identifier specified");
    return certificate;
  }

  find(reader: StoreReader, { account, region }: Place, id: string): ClientCertificateRecord | undefined {
    return this.#certificates.get(reader, account, region, id);
  }

  list(reader: StoreReader, { account, region }: Place): ClientCertificateRecord[] {
    return Array.from(this.#certificates.list(reader, [account, region]));
  }

  put(transaction: Transaction, { account, region }: Place, certificate: ClientCertificateRecord): void {
    this.#certificates.put(transaction, [account, region, certificate.clientCertificateId], certificate);
  }

  delete(transaction: Transaction, place: Place, id: string): void {
    this.get(transaction, place, id);
    this.#certificates.delete(transaction, place.account, place.region, id);
  }
}
