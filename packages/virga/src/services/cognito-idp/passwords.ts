import { hash, timingSafeEqual } from "node:crypto";
import type { PasswordPolicyType } from "@aws-sdk/client-cognito-identity-provider";
import type { Ids } from "../../kernel/ids.ts";
import { invalidPassword } from "./errors.ts";
import type { PasswordRecord } from "./model.ts";

/** The policy of a pool that was created without one. */
export const defaultPasswordPolicy: PasswordPolicyType = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
};

const upperCase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lowerCase = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
/** https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
const symbols = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+=";
/** Symbols of generated passwords: none that a shell, a URL or an HTML page reads as something else. */
const generatedSymbols = "^*.-!@_~+=";

/** Throws InvalidPasswordException, naming the first part of the policy that the password breaks. */
export function checkPassword(policy: PasswordPolicyType, password: string): void {
  if (password.length < (policy.MinimumLength ?? 8)) throw invalidPassword("Password not long enough");
  if (policy.RequireLowercase && !/[a-z]/.test(password)) {
    throw invalidPassword("Password must have lowercase characters");
  }
  if (policy.RequireUppercase && !/[A-Z]/.test(password)) {
    throw invalidPassword("Password must have uppercase characters");
  }
  if (policy.RequireNumbers && !/[0-9]/.test(password)) throw invalidPassword("Password must have numeric characters");
  if (policy.RequireSymbols && !Array.from(password).some((character) => symbols.includes(character)))
    throw invalidPassword("Password must have symbol characters");
}

/** A password that satisfies any policy of this minimum length: each kind of character is in it. */
export function generatePassword(policy: PasswordPolicyType, ids: Ids): string {
  const length = Math.max(policy.MinimumLength ?? 8, 8);
  const characters = [
    ids.text(1, upperCase),
    ids.text(1, lowerCase),
    ids.text(1, digits),
    ids.text(1, generatedSymbols),
    ...ids.text(length - 4, upperCase + lowerCase + digits + generatedSymbols),
  ];
  for (let index = characters.length - 1; index > 0; index--) {
    const other = Math.floor(ids.random() * (index + 1));
    [characters[index], characters[other]] = [characters[other]!, characters[index]!];
  }
  return characters.join("");
}

function secret(poolId: string, username: string, password: string, salt: Buffer): string {
  // Cognito's SRP uses the pool's name, which is its id without the region.
  const poolName = poolId.slice(poolId.indexOf("_") + 1);
  const identity = hash("sha256", `${poolName}${username}:${password}`, "buffer");
  return hash("sha256", Buffer.concat([salt, identity]), "hex");
}

/** Makes the record that a password is kept as; it belongs to this pool and username. */
export function passwordRecord(poolId: string, username: string, password: string, ids: Ids): PasswordRecord {
  const salt = Buffer.from(ids.bytes(16));
  // A number's leading zeros and sign have no place in SRP's hexadecimal salt.
  salt[0] = (salt[0]! & 0x7f) | 0x40;
  return { salt: salt.toString("hex"), x: secret(poolId, username, password, salt) };
}

/** Whether this is the password that the record was made of. */
export function matchesPassword(poolId: string, username: string, password: string, record: PasswordRecord): boolean {
  const x = secret(poolId, username, password, Buffer.from(record.salt, "hex"));
  return timingSafeEqual(Buffer.from(x), Buffer.from(record.x));
}
