import type {
  ApiKey,
  CreateApiKeyRequest,
  CreateUsagePlanRequest,
  UsagePlan,
  UsagePlanKey,
} from "@aws-sdk/client-api-gateway";
import { badRequest } from "./errors.ts";
import { defined } from "./model.ts";

/** An API key as it is stored; instants are epoch milliseconds. */
export interface ApiKeyRecord extends Omit<ApiKey, "createdDate" | "lastUpdatedDate"> {
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
  readonly created: number;
  readonly updated: number;
}

export interface UsagePlanRecord extends UsagePlan {
  readonly id: string;
  readonly name: string;
  readonly apiStages: NonNullable<UsagePlan["apiStages"]>;
}

/** How often a key was used on a day, and how often it still may be used in the quota's period. */
export interface UsageRecord {
  /** `2026-01-31`, in UTC. */
  readonly day: string;
  readonly keyId: string;
  readonly used: number;
  readonly remaining: number;
}

const shortestKey = 20;
const longestKey = 128;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** The record of a new key, whose value is made unless it is given. */
export function newApiKey(input: CreateApiKeyRequest, id: string, made: string, now: number): ApiKeyRecord {
  const value = input.value || made;
  if (value.length < shortestKey) throw badRequest(`API Key value should be at least ${shortestKey} characters`);
  if (value.length > longestKey) throw badRequest(`API Key value should be at most ${longestKey} characters`);
  return defined({
    id,
    value,
    name: input.name,
    customerId: input.customerId,
    description: input.description,
    enabled: input.enabled ?? false,
    stageKeys: input.stageKeys?.map(({ restApiId, stageName }) => `${restApiId}/${stageName}`) ?? [],
    tags: input.tags,
    created: now,
    updated: now,
  }) as ApiKeyRecord;
}

/** What a caller sees of a key; its value only if asked for. */
export function apiKeyView({ created, updated, value, ...key }: ApiKeyRecord, includesValue = false): ApiKey {
  const view = { ...key, createdDate: new Date(created), lastUpdatedDate: new Date(updated) };
  return includesValue ? { ...view, value } : view;
}

/** The record of a new usage plan. */
export function newUsagePlan(input: CreateUsagePlanRequest, id: string): UsagePlanRecord {
  const { name = "", description, apiStages = [], throttle, quota, tags } = input;
  const plan = defined({ id, name, description, apiStages, throttle, quota, tags }) as UsagePlanRecord;
  checkUsagePlan(plan);
  return plan;
}

/**
 * Refuses a usage plan that AWS refuses.
 *
 * @throws AwsError BadRequestException
 */
export function checkUsagePlan({ quota, throttle, apiStages }: UsagePlanRecord): void {
  if (quota !== undefined) {
    const { limit, offset = 0, period } = quota;
    if (limit === undefined || limit < 0) throw badRequest("Usage Plan quota limit must be greater than or equal to 0");
    const longest = period === "DAY" ? 0 : period === "WEEK" ? 6 : period === "MONTH" ? 27 : -1;
    if (longest < 0) throw badRequest("Usage Plan quota period must be one of: DAY, WEEK, MONTH");
    if (offset < 0 || offset > longest) {
      throw badRequest(`Usage Plan quota offset must be between 0 and ${longest} for period ${period}`);
    }
  }
  for (const settings of [throttle, ...apiStages.flatMap((stage) => Object.values(stage.throttle ?? {}))]) {
    if ((settings?.rateLimit ?? 0) < 0)
      throw badRequest("Usage Plan throttle rate limit must be greater than or equal to 0");
    if ((settings?.burstLimit ?? 0) < 0)
      throw badRequest("Usage Plan throttle burst limit must be greater than or equal to 0");
  }
}

/** `2026-01-31`, in UTC. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/**
 * The first day of the quota's period that an instant is in: of the week (which begins on Sundays) or the month, moved by the offset.
 */
export function periodStart({ period, offset = 0 }: NonNullable<UsagePlan["quota"]>, instant: number): string {
  const date = new Date(instant);
  if (period === "WEEK") return dayOf(instant - ((date.getUTCDay() - offset + 7) % 7) * dayMilliseconds);
  if (period !== "MONTH") return dayOf(instant);
  const isBefore = date.getUTCDate() <= offset;
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - (isBefore ? 1 : 0), 1 + offset));
}

/** What a caller sees of a key in a plan. */
export function usagePlanKeyView({ id, name, value }: ApiKeyRecord): UsagePlanKey {
  return defined({ id, type: "API_KEY", name, value });
}

/** `[used, remaining]` of each day; a plan without quota has -1 remaining. */
export function usageOfDays(
  records: readonly UsageRecord[],
  { quota }: UsagePlanRecord,
  keyId: string,
  start: string,
  end: string,
): number[][] {
  const days: number[][] = [];
  let remaining = quota?.limit ?? -1;
  for (let at = Date.parse(start); at <= Date.parse(end); at += dayMilliseconds) {
    const day = dayOf(at);
    if (quota !== undefined && periodStart(quota, at) === day) remaining = quota.limit ?? -1;
    const record = records.find((each) => each.keyId === keyId && each.day === day);
    remaining = record?.remaining ?? remaining;
    days.push([record?.used ?? 0, remaining]);
  }
  return days;
}
