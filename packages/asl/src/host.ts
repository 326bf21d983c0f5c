import type { Json } from "./json/value.ts";
import type { TaskResource } from "./resource.ts";

/** What the interpreter needs from its surroundings; it has no clock, randomness or ids of its own. */
export interface Host {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random(): number;
  /** A new UUID in version 4. */
  uuid(): string;
  /** The digest of the text's UTF-8 bytes in lower-case hexadecimal. */
  hash(algorithm: HashAlgorithm, text: string): string;
  /** Says why a task can't be started with these parameters, as the execution's cause; undefined if it can. */
  checkTask?(resource: TaskResource, parameters: Json): string | undefined;
}

/** The algorithms `States.Hash` knows. */
export type HashAlgorithm = "MD5" | "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
