import type { CallContext } from "./bus.ts";
import { Collection } from "./collection.ts";
import { AwsError } from "./errors.ts";
import { type Principal, principalName } from "./principal.ts";
import type { Call } from "./service.ts";
import type { Transaction } from "./store.ts";

/** What a KMS key encrypts: a queue, a topic, a stream. */
export interface EncryptedResource {
  readonly arn: string;
  /** The account and region that a key id or alias is of. */
  readonly account: string;
  readonly region: string;
  /** A key's id or ARN, or an alias's. */
  readonly keyId: string;
  /** How long a data key serves a caller, milliseconds. */
  readonly reuse: number;
}

/** How a service asks KMS for data keys. */
export interface DataKeyOptions {
  /** The service as its principal's name begins: `sqs`. */
  readonly service: string;
  /** The name in the encryption context of what is encrypted: `aws:sqs:arn`. */
  readonly contextKey: string;
  /** Whether writers must be allowed to decrypt as well. */
  readonly writersDecrypt: boolean;
  /** The service's errors by those of KMS. */
  readonly errors: Readonly<Record<string, string>>;
}

/** A resource's latest data key, encrypted. */
interface KeptDataKey {
  readonly keyId: string;
  /** Base64. */
  readonly ciphertext: string;
}

/** For whom and when leave was got, epoch milliseconds. */
interface Leave {
  readonly from: number;
  readonly until: number;
}

/** Leaves that are remembered; when there are more, all are got anew. */
const mostLeaves = 2_000;

/**
 * Data keys of a service's resources, asked of KMS over the bus, as all services that encrypt ask for them: each caller who
 * writes or reads gets leave of the key's policy, by calls with the caller's own permissions, and anew after the reuse
 * period.
 */
export class DataKeys {
  readonly #options: DataKeyOptions;
  readonly #kept: Collection<KeptDataKey>;
  readonly #leaves = new Map<string, Leave>();
  readonly #asking = new Map<string, Promise<void>>();

  constructor(options: DataKeyOptions) {
    this.#options = options;
    this.#kept = new Collection(options.service, "data-key");
  }

  /** Leave to encrypt; undefined if the caller has it already. @throws AwsError the service's own about keys */
  toWrite(call: Call, resource: EncryptedResource): Promise<void> | undefined {
    return this.#ask("write", call, resource, () => this.#generate(call, resource));
  }

  /** Leave to decrypt; undefined if the caller has it already, or nothing was encrypted with the key yet. */
  toRead(call: Call, resource: EncryptedResource): Promise<void> | undefined {
    return this.#ask("read", call, resource, () => this.#decrypt(call, resource));
  }

  /** Forgets the data key of a resource that is deleted. */
  forget(transaction: Transaction, arn: string): void {
    this.#kept.delete(transaction, arn);
  }

  #ask(
    purpose: string,
    call: Call,
    resource: EncryptedResource,
    ask: () => Promise<boolean>,
  ): Promise<void> | undefined {
    const id = `${purpose} ${resource.arn} ${resource.keyId} ${requester(call.principal)}`;
    const leave = this.#leaves.get(id);
    const now = call.host.clock.now();
    if (leave && leave.from <= now && now < leave.until) return undefined;
    let asking = this.#asking.get(id);
    if (!asking) {
      asking = this.#answer(id, call, resource, ask).finally(() => this.#asking.delete(id));
      this.#asking.set(id, asking);
    }
    return asking;
  }

  async #answer(id: string, call: Call, resource: EncryptedResource, ask: () => Promise<boolean>): Promise<void> {
    const from = call.host.clock.now();
    try {
      if (!(await ask())) return;
    } catch (thrown) {
      throw thrown instanceof AwsError ? this.#own(call, thrown) : thrown;
    }
    if (this.#leaves.size >= mostLeaves) this.#leaves.clear();
    this.#leaves.set(id, { from, until: from + resource.reuse });
  }

  #context({ principal, span }: Call, { account, region }: EncryptedResource): CallContext {
    return { principal, account, region, span, via: `${this.#options.service}.amazonaws.com` };
  }

  async #generate(call: Call, resource: EncryptedResource): Promise<boolean> {
    const { bus, store } = call.host;
    const context = this.#context(call, resource);
    const EncryptionContext = { [this.#options.contextKey]: resource.arn };
    const input = { KeyId: resource.keyId, KeySpec: "AES_256" as const, EncryptionContext };
    const { CiphertextBlob = new Uint8Array() } = await bus.call("kms", "GenerateDataKey", input, context);
    if (this.#options.writersDecrypt) {
      await bus.call("kms", "Decrypt", { CiphertextBlob, EncryptionContext }, context);
    }
    const ciphertext = Buffer.from(CiphertextBlob).toString("base64");
    store.transact((transaction) => this.#kept.put(transaction, [resource.arn], { keyId: resource.keyId, ciphertext }));
    return true;
  }

  async #decrypt(call: Call, resource: EncryptedResource): Promise<boolean> {
    const { bus, store } = call.host;
    const kept = this.#kept.get(store, resource.arn);
    if (kept?.keyId !== resource.keyId) return false;
    const EncryptionContext = { [this.#options.contextKey]: resource.arn };
    const input = { CiphertextBlob: Buffer.from(kept.ciphertext, "base64"), EncryptionContext };
    await bus.call("kms", "Decrypt", input, this.#context(call, resource));
    return true;
  }

  #own(call: Call, error: AwsError): AwsError {
    const code = this.#options.errors[error.code];
    if (code === undefined) return error;
    const about = `Service: AWSKMS; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${call.requestId}; Proxy: null`;
    return new AwsError(code, `${error.message} (${about})`);
  }
}

/** Sessions of one role are one requester, whatever they are called, unless their policies differ. */
function requester(principal: Principal): string {
  if (principal.kind === "session") return [principal.roleArn, ...principal.sessionPolicies].join(" ");
  if (principal.kind === "service") return `${principal.service} ${principal.sourceArn} ${principal.sourceAccount}`;
  return principalName(principal);
}
