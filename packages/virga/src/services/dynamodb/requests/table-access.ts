import { tryParseArn } from "../../../kernel/arns.ts";
import type { AuthorizationRequest } from "../../../kernel/iam/ports.ts";
import type { Call } from "../../../kernel/service.ts";
import { resourceNotFound, tableNotFound } from "../errors.ts";
import type { TableAddress } from "../model.ts";
import type { DynamoDBState } from "../state.ts";
import { type Table, tableArn } from "../tables/table.ts";

/** A call of one of DynamoDB's operations. */
export type DynamoDBCall = Call<DynamoDBState>;

const tableResource = /^table\/([^/]+)/;

/** Where the table is that a request names, by name or by ARN. */
export function locateTable(call: DynamoDBCall, nameOrArn: string): TableAddress {
  const { account, region } = call;
  if (!nameOrArn.startsWith("arn:")) return { account, region, name: nameOrArn };
  const arn = tryParseArn(nameOrArn);
  const name = arn && tableResource.exec(arn.resource)?.[1];
  return arn && name ? { account: arn.account, region: arn.region, name } : { account, region, name: nameOrArn };
}

/** The table of an item operation; throws AWS's error if there is none. */
export function requireTable(call: DynamoDBCall, nameOrArn: string): Table {
  const table = call.state.findTable(locateTable(call, nameOrArn));
  if (!table) throw resourceNotFound();
  return table;
}

/** The same for an operation on the table itself, whose error names the table. */
export function requireNamedTable(call: DynamoDBCall, nameOrArn: string): Table {
  const address = locateTable(call, nameOrArn);
  const table = call.state.findTable(address);
  if (!table) throw tableNotFound(address.name);
  return table;
}

/** What a request touches of a table, for IAM. */
export interface Access {
  readonly index?: unknown;
  /** Keys or items whose partition keys become `dynamodb:LeadingKeys`; asked for only where policies may look at them. */
  readonly keys?: () => readonly unknown[];
  /** Further condition keys, without their `dynamodb:`. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * What the caller must be allowed to do. The input may not have been checked yet: whatever is no table's name asks
 * for the action on all resources, and fails when it is handled.
 * Condition keys: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function accessTable(
  call: DynamoDBCall,
  action: string,
  nameOrArn: unknown,
  access: Access = {},
): AuthorizationRequest {
  const name = `dynamodb:${action}`;
  if (typeof nameOrArn !== "string") return { action: name, resource: "*" };
  const address = locateTable(call, nameOrArn);
  const table = call.state.findTable(address);
  const arn = table?.arn ?? tableArn(address);
  const resource = typeof access.index === "string" ? `${arn}/index/${access.index}` : arn;
  const policy = table?.record.resourcePolicy?.document;
  if (call.principal.kind === "root" && policy === undefined) return { action: name, resource };
  const context = () => conditionKeys(table, access);
  return policy === undefined
    ? { action: name, resource, context }
    : { action: name, resource, context, resourcePolicy: policy };
}

function conditionKeys(
  table: Table | undefined,
  { index, keys, context = {} }: Access,
): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(context)) if (typeof value === "string") found[`dynamodb:${name}`] = value;
  const queried = table?.indexes.find(({ record }) => record.name === index) ?? table;
  const partition = queried?.schema.partition[0];
  if (!partition || !keys) return found;
  const { name, type } = partition;
  const leading = keys()
    .map((key) => leadingKey(key, name, type))
    .filter((value) => value !== undefined);
  if (leading.length > 0) found["dynamodb:LeadingKeys"] = leading;
  return found;
}

function leadingKey(key: unknown, name: string, type: string): string | undefined {
  const attribute = memberOf(key, name);
  const value = memberOf(attribute, type);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return typeof value === "string" ? value : undefined;
}

/** A member of something that may be no object. */
export function memberOf(source: unknown, name: string): unknown {
  if (typeof source !== "object" || source === null || !Object.hasOwn(source, name)) return undefined;
  return (source as Readonly<Record<string, unknown>>)[name];
}
