import { AwsError } from "../errors.ts";
import { type ConditionBlock, isConditionOperator } from "./conditions.ts";

/** What a policy is attached to decides which elements it must and must not have. */
export type PolicyKind = "identity" | "trust" | "resource";

/** Principals of a statement by kind, or `*` for everyone. */
export type PrincipalElement = "*" | Readonly<Record<string, readonly string[]>>;

export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: "Allow" | "Deny";
  readonly action: readonly string[] | undefined;
  readonly notAction: readonly string[] | undefined;
  readonly resource: readonly string[] | undefined;
  readonly notResource: readonly string[] | undefined;
  readonly principal: PrincipalElement | undefined;
  readonly notPrincipal: PrincipalElement | undefined;
  readonly condition: ConditionBlock;
}

export interface PolicyDocument {
  /** 2008-10-17 if the document has none; only 2012-10-17 has policy variables. */
  readonly version: "2008-10-17" | "2012-10-17";
  readonly statements: readonly PolicyStatement[];
}

function malformed(message: string): AwsError {
  return new AwsError("MalformedPolicyDocumentException", message);
}

function syntaxError(): AwsError {
  return malformed("Syntax errors in policy.");
}

const documentMembers = new Set(["Version", "Id", "Statement"]);
const statementMembers = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
]);

/**
 * Reads a policy document, or throws AWS's `MalformedPolicyDocumentException`:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicyDocument(text: string, kind: PolicyKind): PolicyDocument {
  const document = readJson(text, kind);
  const unknown = Object.keys(document).find((member) => !documentMembers.has(member));
  if (unknown !== undefined) throw kind === "trust" ? malformed(`Unknown field ${unknown}`) : syntaxError();
  const { Version: version = "2008-10-17", Statement: statement } = document;
  if (version !== "2008-10-17" && version !== "2012-10-17") {
    throw kind === "trust" ? malformed("The policy must contain a valid version string") : syntaxError();
  }
  if (!isObject(statement) && !Array.isArray(statement)) throw syntaxError();
  const statements = (Array.isArray(statement) ? statement : [statement]).map((each) => readStatement(each, kind));
  if (statements.length === 0)
    throw kind === "trust" ? malformed("Could not parse the policy: Statement is empty!") : syntaxError();
  const sids = statements.flatMap(({ sid }) => (sid ? [sid] : []));
  if (new Set(sids).size < sids.length) {
    throw malformed("Statement IDs (SID) in a single policy must be unique.");
  }
  return { version, statements };
}

function readJson(text: string, kind: PolicyKind): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw kind === "trust" ? malformed("This policy contains invalid Json") : syntaxError();
  }
  if (!isObject(document)) throw syntaxError();
  return document;
}

function readStatement(value: unknown, kind: PolicyKind): PolicyStatement {
  if (!isObject(value)) throw syntaxError();
  const unknown = Object.keys(value).find((member) => !statementMembers.has(member));
  if (unknown !== undefined) throw kind === "trust" ? malformed(`Unknown field ${unknown}`) : syntaxError();
  const { Effect: effect, Sid: sid } = value;
  if (effect !== "Allow" && effect !== "Deny") throw syntaxError();
  const statement: PolicyStatement = {
    sid: readSid(sid, kind),
    effect,
    action: readTexts(value.Action),
    notAction: readTexts(value.NotAction),
    resource: readTexts(value.Resource),
    notResource: readTexts(value.NotResource),
    principal: readPrincipal(value.Principal),
    notPrincipal: readPrincipal(value.NotPrincipal),
    condition: readConditions(value.Condition),
  };
  checkActions(statement, kind);
  checkResources(statement, kind);
  checkPrincipals(statement, kind);
  return statement;
}

function readSid(sid: unknown, kind: PolicyKind): string | undefined {
  if (sid === undefined) return undefined;
  if (typeof sid !== "string") throw syntaxError();
  if (kind === "identity" && !/^[0-9A-Za-z]*$/.test(sid)) {
    throw malformed(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  }
  return sid;
}

function checkActions({ action, notAction }: PolicyStatement, kind: PolicyKind): void {
  if (action && notAction) throw syntaxError();
  const actions = action ?? notAction ?? [];
  if (actions.length === 0) {
    throw malformed(kind === "trust" ? "Missing required field Action" : "Policy statement must contain actions.");
  }
  for (const each of actions) {
    if (each === "*") continue;
    const parts = each.split(":");
    if (parts.length < 2) throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    if (parts.length > 2) throw malformed("Actions/Condition can contain only one colon.");
    if (!/^[A-Za-z0-9-]+$/.test(parts[0]!)) throw malformed(`Vendor ${parts[0]} is not valid`);
    if (kind === "trust" && parts[0]!.toLowerCase() !== "sts") {
      throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
    }
  }
}

function checkResources({ resource, notResource }: PolicyStatement, kind: PolicyKind): void {
  if (kind === "trust") {
    if (resource) throw malformed("Has prohibited field Resource");
    if (notResource) throw malformed("Has prohibited field NotResource");
    return;
  }
  if (resource && notResource) throw syntaxError();
  const resources = resource ?? notResource ?? [];
  if (resources.length === 0) throw malformed("Policy statement must contain resources.");
  for (const each of resources) checkResource(each);
}

function checkResource(resource: string): void {
  if (resource === "*" || resource.startsWith("${")) return;
  const [prefix = "", partition, ...rest] = resource.split(":");
  const isArn = prefix === "arn" || prefix.startsWith("arn*") || /^\*+$/.test(resource);
  if (!isArn || (partition === undefined && !resource.includes("*")) || (rest.length < 4 && !resource.includes("*"))) {
    throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  }
  if (partition !== undefined && !/^(aws(-[a-z-]+)?|.*[*?$].*)$/.test(partition)) {
    throw malformed(`Partition "${partition}" is not valid for resource "${resource}".`);
  }
}

const awsPrincipal = /^(\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:.+|A(RO|ID)A[A-Z0-9]+)$/;
const principalKinds = new Set(["AWS", "Service", "Federated", "CanonicalUser"]);

function checkPrincipals({ principal, notPrincipal }: PolicyStatement, kind: PolicyKind): void {
  if (kind === "identity") {
    if (principal || notPrincipal) throw malformed("Policy document should not specify a principal.");
    return;
  }
  if (principal && notPrincipal) throw syntaxError();
  if (kind === "trust" && notPrincipal) throw malformed("Has prohibited field NotPrincipal");
  const element = principal ?? notPrincipal;
  if (!element) throw malformed("Missing required field Principal");
  if (element === "*") return;
  for (const [type, values] of Object.entries(element)) {
    if (!principalKinds.has(type)) throw malformed(`Invalid principal in policy: "${type}"`);
    if (values.length === 0) throw malformed("Missing required field Principal cannot be empty!");
    const wrong = values.find((value) => !isPrincipal(type, value));
    if (wrong !== undefined) throw malformed(`Invalid principal in policy: "${type}":"${wrong}"`);
  }
}

function isPrincipal(type: string, value: string): boolean {
  if (type === "AWS") return awsPrincipal.test(value);
  if (type === "Service") return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value);
  return value !== "";
}

function readPrincipal(value: unknown): PrincipalElement | undefined {
  if (value === undefined || value === "*") return value;
  if (!isObject(value)) throw malformed("Invalid principal in policy");
  return Object.fromEntries(Object.entries(value).map(([type, texts]) => [type, readTexts(texts) ?? []]));
}

function readConditions(value: unknown): ConditionBlock {
  if (value === undefined) return {};
  if (!isObject(value)) throw syntaxError();
  const block: Record<string, Record<string, readonly string[]>> = {};
  for (const [operator, keys] of Object.entries(value)) {
    if (!isConditionOperator(operator)) throw malformed(`Invalid Condition type : ${operator}.`);
    if (!isObject(keys)) throw syntaxError();
    block[operator] = Object.fromEntries(
      Object.entries(keys).map(([key, values]) => [key, readConditionValues(values)]),
    );
    if (Object.keys(keys).some((key) => !key.includes(":"))) {
      throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
  }
  return block;
}

function readConditionValues(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => {
    if (typeof each === "string" || typeof each === "number" || typeof each === "boolean") return String(each);
    throw syntaxError();
  });
}

function readTexts(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  if (!texts.every((text) => typeof text === "string")) throw syntaxError();
  return texts;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
