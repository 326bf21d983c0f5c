import { badRequest, limitExceeded } from "./errors.ts";

/**
 * How many there may be, of an API or of an account in a region.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const quotas = {
  resources: { most: 300, of: "this API" },
  stages: { most: 10, of: "this API" },
  authorizers: { most: 10, of: "this API" },
  "documentation parts": { most: 2_000, of: "this API" },
  "API keys": { most: 10_000, of: "this account" },
  "usage plans": { most: 300, of: "this account" },
  "usage plans for this API key": { most: 10, of: "this account" },
  "client certificates": { most: 60, of: "this account" },
  "domain names": { most: 120, of: "this account" },
} as const;

/**
 * Refuses more than there may be.
 *
 * @param wanted how many there would be
 * @throws AwsError LimitExceededException
 */
export function checkQuota(kind: keyof typeof quotas, wanted: number): void {
  const { most, of } = quotas[kind];
  if (wanted > most) throw limitExceeded(`Maximum number of ${kind} for ${of} has been reached.`);
}

const mostVariables = 100;
const longestVariable = { name: 64, value: 512 };

/**
 * Refuses more or longer stage variables than there may be.
 *
 * @throws AwsError BadRequestException, LimitExceededException
 */
export function checkVariables(variables: Readonly<Record<string, string>> | undefined): void {
  const entries = Object.entries(variables ?? {});
  if (entries.length > mostVariables) {
    throw limitExceeded("Maximum number of stage variables for this stage has been reached.");
  }
  for (const [name, value] of entries) {
    if (name.length > longestVariable.name) throw badRequest(`Stage variable name is too long: ${name}`);
    if (value.length > longestVariable.value) throw badRequest(`Stage variable value is too long: ${name}`);
  }
}

const longestPolicy = 8_192;

/**
 * Refuses a resource policy of more characters than it may have.
 *
 * @throws AwsError LimitExceededException
 */
export function checkPolicyLength(policy: string): void {
  if (policy.length > longestPolicy) {
    throw limitExceeded(`Resource policy is longer than ${longestPolicy} characters.`);
  }
}
