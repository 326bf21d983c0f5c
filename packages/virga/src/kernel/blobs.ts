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

/** The blob stores of a runtime: one for each owner (a service), so that none deletes what another one still names. */
export interface BlobStores {
  /** Gives the same store for the same owner, a lower-case name. */
  of(owner: string): BlobStore;
}
