import { tryParseArn } from "../../kernel/arns.ts";
import { notFound } from "./errors.ts";

/** What a `KeyId` names: a key by its id, or by an alias. */
export interface KeyReference {
  readonly account: string;
  readonly region: string;
  readonly keyId?: string;
  /** With `alias/` in front. */
  readonly alias?: string;
}

const keyId = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

/**
 * Reads a key id, a key's ARN, an alias's name or an alias's ARN.
 * @throws AwsError NotFoundException for texts that are none of these, and for ARNs of other regions
 */
export function parseKeyReference(
  text: string,
  place: { readonly account: string; readonly region: string },
): KeyReference {
  const arn = text.startsWith("arn:") ? tryParseArn(text) : undefined;
  if (text.startsWith("arn:") && arn?.service !== "kms") throw notFound(`Invalid arn ${text}`);
  if (arn && arn.region !== place.region) throw notFound(`Invalid arn ${arn.region}`);
  const { account, region } = arn ?? place;
  const resource = arn ? arn.resource.replace(/^key\//, "") : text;
  if (resource.startsWith("alias/")) return { account, region, alias: resource };
  if (!keyId.test(resource)) throw notFound(`Invalid keyId '${text}'`);
  return { account, region, keyId: resource };
}
