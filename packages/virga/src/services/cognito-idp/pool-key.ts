import type { KeyPart } from "../../kernel/keys.ts";
import type { UserPool } from "./model.ts";

/** The key parts that the records of a pool start with, after their kind. */
export function inPool(pool: Pick<UserPool, "account" | "region" | "id">): readonly KeyPart[] {
  return [pool.account, pool.region, pool.id];
}
