/**
 * Large binary contents (objects of S3, code packages), named by their SHA-256 in hexadecimal. A blob is durable when
 * `put` has resolved; a record that names it is committed after that. Equal contents are kept once.
 */
export interface BlobStore {
  put(content: Uint8Array): Promise<string>;
  get(name: string): Promise<Uint8Array | undefined>;
  /** Deletes a blob that no record names any more. */
  delete(name: string): Promise<void>;
}
