import type { ThrottleSettings } from "@aws-sdk/client-api-gateway";
import { decidingSettings } from "../method-settings.ts";
import type { ApiKeyRecord, UsagePlanRecord } from "../usage-plans.ts";
import type { CompiledMethod } from "./compiled-api.ts";
import type { Exchange } from "./exchange.ts";
import { methodLine } from "./execution-lines.ts";
import { masked } from "./execution-log.ts";
import { type GatewayFailure, invalidApiKey, quotaExceeded, throttled } from "./failure.ts";

/**
 * Holds a request against its key's usage plan, the throttling settings of its stage, and the account's limits.
 *
 * @throws GatewayFailure INVALID_API_KEY, THROTTLED or QUOTA_EXCEEDED
 */
export function checkUsage(exchange: Exchange, method: CompiledMethod): void {
  const { log, deployed, call } = exchange;
  const name = `${deployed.api.id}/${deployed.stage.stageName}`;
  const value = method.apiKeyRequired ? givenKey(exchange) : undefined;
  const key = masked(value ?? "");
  log?.add(`Verifying Usage Plan for request: ${call.requestId}. API Key: ${key} API Stage: ${name}`);
  if (method.apiKeyRequired) checkKey(exchange, method, value);
  else {
    log?.add(
      `API Key ${key} authorized because method '${methodLine(exchange, method)}' does not require API Key. Request will not contribute to throttle or quota limits`,
    );
  }
  checkStageThrottle(exchange);
  const { account, region } = deployed.place;
  take(call, `account ${account} ${region}`, deployed.accountLimits, "Account throttle limit exceeded");
  log?.add(`Usage Plan check succeeded for API Key ${key} and API Stage ${name}`);
}

function checkKey(exchange: Exchange, method: CompiledMethod, value: string | undefined): void {
  const { call, deployed, context } = exchange;
  const { state } = call;
  const key = value ? state.usage.keyByValue(state.reader, deployed.place, value) : undefined;
  const plan = key?.enabled ? planOf(exchange, key) : undefined;
  if (key === undefined || plan === undefined) throw unplannedKey(exchange, method, value);
  const identity = context.get("identity");
  if (identity instanceof Map) identity.set("apiKeyId", key.id).set("apiKey", key.value);
  checkPlanThrottle(exchange, plan, key);
  const isWithin = state.change((transaction) =>
    state.usage.count(transaction, deployed.place, plan, key.id, call.now),
  );
  if (!isWithin) throw quotaExceeded(`Quota limit exceeded for Usage Plan ${plan.id}, API Key ${masked(key.value)}`);
}

function unplannedKey(exchange: Exchange, method: CompiledMethod, value = ""): GatewayFailure {
  const { api, stage } = exchange.deployed;
  return invalidApiKey(
    `API Key ${masked(value)} not authorized because method '${methodLine(exchange, method)}' requires API Key and API Key is not associated with a Usage Plan for API Stage ${api.id}/${stage.stageName}: No Usage Plan found for key and API Stage`,
  );
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
  const limits = own ?? plan.throttle;
  const reason = `Usage Plan throttle limit exceeded for Usage Plan ${plan.id}, API Key ${masked(key.value)}`;
  take(call, name, limits, reason);
}

/** A stage's limits are for all callers together, of a method or of all methods. */
function checkStageThrottle({ call, deployed, context, request }: Exchange): void {
  const { api, stage } = deployed;
  const path = String(context.get("resourcePath"));
  const deciding = decidingSettings(stage, path, request.method, "throttlingRateLimit");
  if (deciding === undefined) return;
  const { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit } = deciding.settings;
  const reason = `Key throttle limit exceeded for RestApi ${api.id}, Stage ${stage.stageName}, Resource ${String(context.get("resourceId"))}, HttpMethod ${request.method}`;
  take(call, `${api.id} ${stage.stageName} ${deciding.key}`, { rateLimit, burstLimit }, reason);
}

function take(
  { state, now }: Exchange["call"],
  name: string,
  limits: ThrottleSettings | undefined,
  reason: string,
): void {
  if (limits?.rateLimit === undefined) return;
  const { rateLimit: rate, burstLimit: burst = Math.max(1, Math.ceil(rate)) } = limits;
  if (state.buckets.take(name, { rate, burst }, now)) return;
  throw throttled(`${reason}. Limit: ${rate.toFixed(2)} Burst: ${burst}`);
}
