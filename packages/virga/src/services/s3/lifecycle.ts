import type { LifecycleRule, LifecycleRuleFilter, Tag } from "@aws-sdk/client-s3";
import { AwsError } from "../../kernel/errors.ts";
import { invalidArgument, malformedXml, notImplemented } from "./errors.ts";
import type { StoredObject, Upload } from "./model.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */

const day = 86_400_000;

/** The first midnight (UTC) after an instant: lifecycle rules act then. */
export function nextMidnight(now: number): number {
  return (Math.floor(now / day) + 1) * day;
}

/** The newest midnight (UTC) that has passed. */
export function lastMidnight(now: number): number {
  return Math.floor(now / day) * day;
}

/** Throws for rules that S3 or Virga does not take, and gives them ids. */
export function checkedRules(rules: readonly LifecycleRule[] | undefined, newId: () => string): LifecycleRule[] {
  if (!rules || rules.length === 0) throw malformedXml();
  if (rules.length > 1000)
    throw invalidArgument("The number of lifecycle rules must not exceed the allowed limit of 1000 rules");
  const ids = new Set<string>();
  return rules.map((rule) => {
    if (rule.Transitions?.length || rule.NoncurrentVersionTransitions?.length) {
      throw notImplemented("Transitions of lifecycle rules");
    }
    const acts = rule.Expiration ?? rule.NoncurrentVersionExpiration ?? rule.AbortIncompleteMultipartUpload;
    if (!acts) {
      throw new AwsError("InvalidRequest", "At least one action needs to be specified in a rule");
    }
    for (const days of [rule.Expiration?.Days, rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation]) {
      if (days !== undefined && days <= 0) {
        throw invalidArgument("'Days' for Expiration action must be a positive integer");
      }
    }
    const date = rule.Expiration?.Date;
    if (date && date.getTime() % day !== 0) throw invalidArgument("'Date' must be at midnight GMT");
    const ID = rule.ID ?? newId();
    if (ids.has(ID)) throw invalidArgument("Rule ID must be unique. Found same ID for more than one rule");
    ids.add(ID);
    return { ...rule, ID };
  });
}

/** Rules as the API has them, from records: there, dates are texts. */
export function rulesFromRecord(rules: readonly LifecycleRule[]): LifecycleRule[] {
  return rules.map((rule) =>
    rule.Expiration?.Date
      ? { ...rule, Expiration: { ...rule.Expiration, Date: new Date(rule.Expiration.Date) } }
      : rule,
  );
}

function hasTags(tags: readonly Tag[], wanted: readonly Tag[]): boolean {
  return wanted.every(({ Key, Value }) => tags.some((tag) => tag.Key === Key && tag.Value === Value));
}

function applies(rule: LifecycleRule, key: string, object: StoredObject | undefined): boolean {
  if (rule.Status !== "Enabled") return false;
  const filter: LifecycleRuleFilter = rule.Filter ?? {};
  const prefix = filter.And?.Prefix ?? filter.Prefix ?? rule.Prefix ?? "";
  if (!key.startsWith(prefix)) return false;
  const tags = [...(filter.And?.Tags ?? []), ...(filter.Tag ? [filter.Tag] : [])];
  const over = filter.And?.ObjectSizeGreaterThan ?? filter.ObjectSizeGreaterThan;
  const under = filter.And?.ObjectSizeLessThan ?? filter.ObjectSizeLessThan;
  // Uploads under way have neither tags nor a size yet.
  if (!object) return tags.length === 0 && over === undefined && under === undefined;
  return (
    hasTags(object.tags, tags) &&
    (over === undefined || object.size > over) &&
    (under === undefined || object.size < under)
  );
}

/** Whether a rule has ended an object's life at this midnight. */
export function isExpired(rules: readonly LifecycleRule[], object: StoredObject, midnight: number): boolean {
  return rulesFromRecord(rules).some((rule) => {
    const { Days, Date: date } = rule.Expiration ?? {};
    if (Days === undefined && !date) return false;
    const end = date ? date.getTime() : nextMidnight(object.modified + Days! * day - 1);
    return midnight >= end && applies(rule, object.key, object);
  });
}

/** Whether a rule aborts a multipart upload at this midnight. */
export function isAbandoned(rules: readonly LifecycleRule[], upload: Upload, midnight: number): boolean {
  return rules.some((rule) => {
    const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation;
    if (days === undefined) return false;
    return midnight >= nextMidnight(upload.initiated + days * day - 1) && applies(rule, upload.key, undefined);
  });
}
