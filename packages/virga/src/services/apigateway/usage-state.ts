import { Collection } from "../../kernel/collection.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { conflict, notFound } from "./errors.ts";
import type { Place } from "./records.ts";
import { type ApiKeyRecord, dayOf, periodStart, type UsagePlanRecord, type UsageRecord } from "./usage-plans.ts";

/** Days that the use of keys is remembered. */
const rememberedDays = 90;
const dayMilliseconds = 24 * 60 * 60 * 1000;

/** API keys, usage plans, which key is in which plan, and what was used. */
export class UsageState {
  readonly #keys = new Collection<ApiKeyRecord>("apigateway", "api-keys");
  readonly #keyValues = new Collection<string>("apigateway", "api-key-values");
  readonly #plans = new Collection<UsagePlanRecord>("apigateway", "usage-plans");
  readonly #planKeys = new Collection<string>("apigateway", "usage-plan-keys");
  readonly #keyPlans = new Collection<string>("apigateway", "api-key-plans");
  readonly #usage = new Collection<UsageRecord>("apigateway", "usage");

  // Keys

  /** @throws AwsError NotFoundException */
  key(reader: StoreReader, { account, region }: Place, id: string): ApiKeyRecord {
    const key = this.#keys.get(reader, account, region, id);
    if (key === undefined) throw notFound("Invalid API Key identifier specified");
    return key;
  }

  keyByValue(reader: StoreReader, { account, region }: Place, value: string): ApiKeyRecord | undefined {
    const id = this.#keyValues.get(reader, account, region, value);
    return id === undefined ? undefined : this.#keys.get(reader, account, region, id);
  }

  keys(reader: StoreReader, { account, region }: Place): ApiKeyRecord[] {
    return Array.from(this.#keys.list(reader, [account, region]));
  }

  /** @throws AwsError ConflictException for a value that another key has */
  putKey(transaction: Transaction, place: Place, key: ApiKeyRecord): void {
    const { account, region } = place;
    const owner = this.keyByValue(transaction, place, key.value);
    if (owner && owner.id !== key.id) throw conflict("API Key already exists");
    this.#keys.put(transaction, [account, region, key.id], key);
    this.#keyValues.put(transaction, [account, region, key.value], key.id);
  }

  /** Deletes a key, also from its plans. */
  deleteKey(transaction: Transaction, place: Place, id: string): void {
    const { account, region } = place;
    const key = this.key(transaction, place, id);
    for (const plan of this.plansOfKey(transaction, place, id)) this.removeKeyFromPlan(transaction, place, plan.id, id);
    this.#keyValues.delete(transaction, account, region, key.value);
    this.#keys.delete(transaction, account, region, id);
  }

  // Plans

  /** @throws AwsError NotFoundException */
  plan(reader: StoreReader, { account, region }: Place, id: string): UsagePlanRecord {
    const plan = this.#plans.get(reader, account, region, id);
    if (plan === undefined) throw notFound("Invalid Usage Plan identifier specified");
    return plan;
  }

  plans(reader: StoreReader, { account, region }: Place): UsagePlanRecord[] {
    return Array.from(this.#plans.list(reader, [account, region]));
  }

  putPlan(transaction: Transaction, { account, region }: Place, plan: UsagePlanRecord): void {
    this.#plans.put(transaction, [account, region, plan.id], plan);
  }

  deletePlan(transaction: Transaction, place: Place, id: string): void {
    const { account, region } = place;
    this.plan(transaction, place, id);
    for (const key of this.keysOfPlan(transaction, place, id)) this.removeKeyFromPlan(transaction, place, id, key.id);
    this.#usage.clear(transaction, account, region, id);
    this.#plans.delete(transaction, account, region, id);
  }

  addKeyToPlan(transaction: Transaction, { account, region }: Place, planId: string, keyId: string): void {
    this.#planKeys.put(transaction, [account, region, planId, keyId], keyId);
    this.#keyPlans.put(transaction, [account, region, keyId, planId], planId);
  }

  removeKeyFromPlan(transaction: Transaction, { account, region }: Place, planId: string, keyId: string): void {
    this.#planKeys.delete(transaction, account, region, planId, keyId);
    this.#keyPlans.delete(transaction, account, region, keyId, planId);
  }

  keysOfPlan(reader: StoreReader, place: Place, planId: string): ApiKeyRecord[] {
    const ids = Array.from(this.#planKeys.list(reader, [place.account, place.region, planId]));
    return ids.map((id) => this.key(reader, place, id));
  }

  plansOfKey(reader: StoreReader, place: Place, keyId: string): UsagePlanRecord[] {
    const ids = Array.from(this.#keyPlans.list(reader, [place.account, place.region, keyId]));
    return ids.map((id) => this.plan(reader, place, id));
  }

  // Use

  /** Counts one request of a key, unless the plan's quota is used up. */
  count(
    transaction: Transaction,
    { account, region }: Place,
    plan: UsagePlanRecord,
    keyId: string,
    now: number,
  ): boolean {
    const within = [account, region, plan.id, keyId];
    const today = dayOf(now);
    const days = Array.from(this.#usage.list(transaction, within));
    const { quota } = plan;
    const start = quota === undefined ? today : periodStart(quota, now);
    const inPeriod = days.filter(({ day }) => day >= start).reduce((sum, { used }) => sum + used, 0);
    const left = quota?.limit === undefined ? Number.POSITIVE_INFINITY : quota.limit - inPeriod;
    if (left <= 0) return false;
    const used = (days.find(({ day }) => day === today)?.used ?? 0) + 1;
    const remaining = Number.isFinite(left) ? left - 1 : -1;
    this.#usage.put(transaction, [...within, today], { day: today, keyId, used, remaining });
    const oldest = dayOf(now - rememberedDays * dayMilliseconds);
    for (const { day } of days) if (day < oldest) this.#usage.delete(transaction, ...within, day);
    return true;
  }

  /** What the keys of a plan have used, by key and then by day. */
  usage(reader: StoreReader, { account, region }: Place, planId: string): UsageRecord[] {
    return Array.from(this.#usage.list(reader, [account, region, planId]));
  }

  /** Grants a key a remaining number of requests for today. */
  setRemaining(
    transaction: Transaction,
    { account, region }: Place,
    plan: UsagePlanRecord,
    keyId: string,
    remaining: number,
    now: number,
  ): void {
    const within = [account, region, plan.id, keyId];
    const today = dayOf(now);
    const start = plan.quota === undefined ? today : periodStart(plan.quota, now);
    const before = Array.from(this.#usage.list(transaction, within)).filter(({ day }) => day >= start && day !== today);
    const usedBefore = before.reduce((sum, { used }) => sum + used, 0);
    const used = (plan.quota?.limit ?? 0) - remaining - usedBefore;
    this.#usage.put(transaction, [...within, today], { day: today, keyId, used, remaining });
  }
}
