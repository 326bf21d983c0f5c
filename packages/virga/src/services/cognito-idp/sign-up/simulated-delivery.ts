import { createHash } from "node:crypto";
import type { CodeDeliveryDetailsType } from "@aws-sdk/client-cognito-identity-provider";
import { isPhoneNumber } from "../attributes.ts";
import type { UserPool } from "../model.ts";
import { deliveryDetails } from "../send-messages.ts";
import { comparable } from "../sign-in-names.ts";

/**
 * Where a code would have gone, for clients that hide that there is no such user: by the form of the name and what the
 * pool verifies, and the same for the same name.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export function simulatedDelivery(pool: UserPool, name: string): CodeDeliveryDetailsType {
  if (isPhoneNumber(name)) return deliveryDetails("phone_number", name);
  if (name.includes("@")) return deliveryDetails("email", name);
  const digest = createHash("sha256")
    .update(`${pool.id}:${comparable(pool, name)}`)
    .digest();
  const verified = pool.settings.AutoVerifiedAttributes ?? [];
  if (verified.includes("phone_number") && !verified.includes("email")) {
    return deliveryDetails("phone_number", `+1${String(digest.readUInt32BE() % 10 ** 10).padStart(10, "0")}`);
  }
  const letter = (index: number) => String.fromCharCode(97 + (digest[index]! % 26));
  return deliveryDetails("email", `${letter(0)}@${letter(1)}`);
}
