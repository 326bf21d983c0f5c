import type { ThrottleSettings } from "@aws-sdk/client-api-gateway";
import type { ApiKeyRecord, UsagePlanRecord } from "../usage-plans.ts";
import type { CompiledMethod } from "./compiled-api.ts";
import type { Exchange } from "./exchange.ts";
import { invalidApiKey, quotaExceeded, throttled } from "./failure.ts";

/**
 * Holds a request against its key's usage plan and against the throttling settings of its stage.
 *
 * @throws GatewayFailure INVALID_API_KEY, THROTTLED or QUOTA_EXCEEDED
 */
export function checkUsage(exchange: Exchange, method: CompiledMethod): void {
  if (method.apiKeyRequired) checkKey(exchange);
  checkStageThrottle(exchange);
}

function checkKey(exchange: Exchange): void {
  const { call, deployed, context } = exchange;
  const { state } = call;
  const value = givenKey(exchange);
  if (!value) throw invalidApiKey();
  const key = state.usage.keyByValue(state.reader, deployed.place, value);
  if (key === undefined || !key.enabled) throw invalidApiKey();
  const plan = planOf(exchange, key);
  if (plan === undefined) throw invalidApiKey();
  const identity = context.get("identity");
  if (identity instanceof Map) identity.set("apiKeyId", key.id).set("apiKey", key.value);
  checkPlanThrottle(exchange, plan, key);
  const isWithin = state.change((transaction) =>
    state.usage.count(transaction, deployed.place, plan, key.id, call.now),
  );
  if (!isWithin) throw quotaExceeded();
}

/** The key in the header, or the one that the authorizer has named, as the API is set up. */
function givenKey({ request, deployed, context }: Exchange): string | undefined {
  if (deployed.api.apiKeySource !== "AUTHORIZER") return request.headers["x-api-key"];
  const authorizer = context.get("authorizer");
  const key = authorizer instanceof Map ? authorizer.get("usageIdentifierKey") : undefined;
  return typeof key === "string" ? key : undefined;
}

function planOf({ call, deployed }: Exchange, key: ApiKeyRecord): UsagePlanRecord | undefined {
  const { state } = call;
  const { api, stage, place } = deployed;
  return state.usage
    .plansOfKey(state.reader, place, key.id)
    .find(({ apiStages }) => apiStages.some((each) => each.apiId === api.id && each.stage === stage.stageName));
}

/** A plan's limits are for each of its keys; those of a method go before the plan's own. */
function checkPlanThrottle(
  { call, deployed, context, request }: Exchange,
  plan: UsagePlanRecord,
  key: ApiKeyRecord,
): void {
  const { api, stage } = deployed;
  const methods = plan.apiStages.find((each) => each.apiId === api.id && each.stage === stage.stageName)?.throttle;
  const method = `${String(context.get("resourcePath"))}/${request.method}`;
  const own = methods?.[method];
  const name =
    own === undefined ? `${plan.id} ${key.id}` : `${plan.id} ${key.id} ${api.id} ${stage.stageName} ${method}`;
  take(call, name, own ?? plan.throttle);
}

/** A stage's limits are for all callers together, of a method or of all methods. */
function checkStageThrottle({ call, deployed, context, request }: Exchange): void {
  const settings = deployed.stage.methodSettings;
  if (settings === undefined) return;
  const path = String(context.get("resourcePath")).replace(/^\//, "");
  const name = [`${path}/${request.method}`, "*/*"].find((each) => settings[each]?.throttlingRateLimit !== undefined);
  if (name === undefined) return;
  const { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit } = settings[name] ?? {};
  take(call, `${deployed.api.id} ${deployed.stage.stageName} ${name}`, { rateLimit, burstLimit });
}

function take({ state, now }: Exchange["call"], name: string, limits: ThrottleSettings | undefined): void {
  if (limits?.rateLimit === undefined) return;
  const { rateLimit: rate, burstLimit: burst = Math.max(1, Math.ceil(rate)) } = limits;
  if (!state.buckets.take(name, { rate, burst }, now)) throw throttled();
}
