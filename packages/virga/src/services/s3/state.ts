import { Collection } from "../../kernel/collection.ts";
import { Contents } from "../../kernel/contents.ts";
import type { Ids } from "../../kernel/ids.ts";
import { afterPrefix, type Key, keyWithSuffix } from "../../kernel/keys.ts";
import type { ServiceHost, Timers } from "../../kernel/service.ts";
import type { Store, StoreReader, Transaction } from "../../kernel/store.ts";
import { noSuchBucket, noSuchKey, noSuchUpload } from "./errors.ts";
import { isAbandoned, isExpired, lastMidnight, nextMidnight } from "./lifecycle.ts";
import type { Bucket, StoredObject, Upload, UploadedPart } from "./model.ts";

/** Where a listing of objects starts: after a key, or after all keys that start with a text. */
export interface ListingStart {
  readonly after?: string;
  readonly afterPrefix?: string;
}

const lifecycleTimer = "s3.lifecycle";

/** All records of S3. Bucket names are unique over accounts and regions, so they come first in every key. */
export class S3State {
  readonly ids: Ids;
  readonly contents: Contents;
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #buckets = new Collection<Bucket>("s3", "bucket");
  readonly #objects = new Collection<StoredObject>("s3", "object");
  readonly #uploads = new Collection<Upload>("s3", "upload");
  readonly #parts = new Collection<UploadedPart>("s3", "part");

  constructor(host: ServiceHost) {
    this.ids = host.ids;
    this.#store = host.store;
    this.#timers = host.timers;
    this.contents = new Contents("s3", host);
    host.timers.handle<{ readonly bucket: string }>(lifecycleTimer, ({ data }) =>
      this.transact((transaction) => this.#applyLifecycle(transaction, data.bucket, lastMidnight(host.clock.now()))),
    );
  }

  get reader(): StoreReader {
    return this.#store;
  }

  /** Runs a transaction; contents that it left without a record are deleted afterwards. */
  transact<T>(work: (transaction: Transaction) => T): T {
    const result = this.#store.transact(work);
    this.contents.sweep();
    return result;
  }

  // Buckets

  findBucket(reader: StoreReader, name: string): Bucket | undefined {
    return this.#buckets.get(reader, name);
  }

  bucket(reader: StoreReader, name: string): Bucket {
    const bucket = this.findBucket(reader, name);
    if (!bucket) throw noSuchBucket(name);
    return bucket;
  }

  putBucket(transaction: Transaction, bucket: Bucket): void {
    this.#buckets.put(transaction, [bucket.name], bucket);
  }

  deleteBucket(transaction: Transaction, name: string): void {
    for (const upload of [...this.uploads(transaction, name)]) this.deleteUpload(transaction, name, upload);
    this.#timers.cancel(transaction, lifecycleTimer, name);
    this.#buckets.delete(transaction, name);
  }

  buckets(reader: StoreReader): Generator<Bucket> {
    return this.#buckets.list(reader);
  }

  /** Writes a bucket whose lifecycle rules have changed; they act at the next midnight (UTC). */
  setLifecycle(transaction: Transaction, bucket: Bucket, now: number): void {
    this.putBucket(transaction, bucket);
    if (bucket.lifecycle) this.#planLifecycle(transaction, bucket.name, nextMidnight(now));
    else this.#timers.cancel(transaction, lifecycleTimer, bucket.name);
  }

  #planLifecycle(transaction: Transaction, bucket: string, at: number): void {
    this.#timers.set(transaction, { kind: lifecycleTimer, id: bucket, at, data: { bucket } });
  }

  #applyLifecycle(transaction: Transaction, name: string, midnight: number): void {
    const rules = this.findBucket(transaction, name)?.lifecycle;
    if (!rules) return;
    const expired: string[] = [];
    for (const object of this.objects(transaction, name, "", {})) {
      if (isExpired(rules, object, midnight)) expired.push(object.key);
    }
    for (const key of expired) this.deleteObject(transaction, name, key);
    for (const upload of [...this.uploads(transaction, name)]) {
      if (isAbandoned(rules, upload, midnight)) this.deleteUpload(transaction, name, upload);
    }
    this.#planLifecycle(transaction, name, nextMidnight(midnight));
  }

  // Objects

  findObject(reader: StoreReader, bucket: string, key: string): StoredObject | undefined {
    return this.#objects.get(reader, bucket, key);
  }

  object(reader: StoreReader, bucket: string, key: string): StoredObject {
    const object = this.findObject(reader, bucket, key);
    if (!object) throw noSuchKey(key);
    return object;
  }

  /** Writes an object, over the one that may be there. Its pieces are counted as named. */
  putObject(transaction: Transaction, bucket: string, object: StoredObject): void {
    this.contents.addReferences(transaction, object.pieces);
    const previous = this.findObject(transaction, bucket, object.key);
    if (previous) this.contents.dropReferences(transaction, previous.pieces);
    this.#objects.put(transaction, [bucket, object.key], object);
  }

  /** Writes what is known about an object whose content stays. */
  updateObject(transaction: Transaction, bucket: string, object: StoredObject): void {
    this.#objects.put(transaction, [bucket, object.key], object);
  }

  deleteObject(transaction: Transaction, bucket: string, key: string): void {
    const object = this.findObject(transaction, bucket, key);
    if (!object) return;
    this.contents.dropReferences(transaction, object.pieces);
    this.#objects.delete(transaction, bucket, key);
  }

  hasObjects(reader: StoreReader, bucket: string): boolean {
    return !this.objects(reader, bucket, "", {}).next().done;
  }

  /** Objects whose keys start with a prefix, in the order of their keys' bytes. */
  *objects(reader: StoreReader, bucket: string, prefix: string, from: ListingStart): Generator<StoredObject> {
    const first = this.#prefixKey(bucket, prefix);
    let start = first;
    if (from.after !== undefined) start = later(start, `${this.#objects.key(bucket, from.after)}\0` as Key);
    if (from.afterPrefix !== undefined) start = later(start, afterPrefix(this.#prefixKey(bucket, from.afterPrefix)));
    const end = afterPrefix(first);
    if (start >= end) return;
    for (const [, text] of reader.range({ start, end })) yield JSON.parse(text) as StoredObject;
  }

  #prefixKey(bucket: string, prefix: string): Key {
    const bytes = Buffer.from(prefix, "utf8").toString("latin1").replaceAll("\0", "\0\xff");
    return keyWithSuffix(this.#objects.key(bucket), bytes);
  }

  // Multipart uploads

  upload(reader: StoreReader, bucket: string, key: string, id: string): Upload {
    const upload = this.#uploads.get(reader, bucket, key, id);
    if (!upload) throw noSuchUpload(id);
    return upload;
  }

  putUpload(transaction: Transaction, bucket: string, upload: Upload): void {
    this.#uploads.put(transaction, [bucket, upload.key, upload.id], upload);
  }

  /** Deletes an upload with its parts; the contents of those that an object took over stay. */
  deleteUpload(transaction: Transaction, bucket: string, upload: Upload): void {
    for (const part of [...this.parts(transaction, bucket, upload.id)]) {
      this.contents.dropReferences(transaction, [part.piece]);
    }
    this.#parts.clear(transaction, bucket, upload.id);
    this.#uploads.delete(transaction, bucket, upload.key, upload.id);
  }

  uploads(reader: StoreReader, bucket: string): Generator<Upload> {
    return this.#uploads.list(reader, [bucket]);
  }

  putPart(transaction: Transaction, bucket: string, uploadId: string, part: UploadedPart): void {
    this.contents.addReferences(transaction, [part.piece]);
    const previous = this.#parts.get(transaction, bucket, uploadId, part.number);
    if (previous) this.contents.dropReferences(transaction, [previous.piece]);
    this.#parts.put(transaction, [bucket, uploadId, part.number], part);
  }

  /** The parts of an upload in the order of their numbers. */
  parts(reader: StoreReader, bucket: string, uploadId: string): Generator<UploadedPart> {
    return this.#parts.list(reader, [bucket, uploadId]);
  }
}

function later(left: Key, right: Key): Key {
  return left > right ? left : right;
}
