import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import {
  bindExpressions,
  checkExpressionParameters,
  type ExpressionParameters,
} from "../expressions/request-expressions.ts";
import { runTransaction } from "../items/cancellation.ts";
import { type ConsumedCapacityOutput, Consumption, readUnits, wantsCapacity } from "../items/capacity.ts";
import { countWrite, type ItemCollectionMetrics, itemCollectionMetrics } from "../items/write-output.ts";
import {
  type PreparedWrite,
  planWrite,
  prepareConditionCheck,
  prepareDelete,
  preparePut,
  prepareUpdate,
  readKey,
  readNewItem,
  type WriteOutcome,
  type WriteParameters,
} from "../items/writes.ts";
import {
  attributeMap,
  expressionAttributes,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  returnValuesOnConditionCheckFailure,
  tableName,
} from "../requests/item-members.ts";
import { checkRequest, list, required, structure, text } from "../requests/shapes.ts";
import { accessTable, type DynamoDBCall, memberOf, requireTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";

interface ActionInput extends ExpressionParameters, WriteParameters {
  readonly TableName: string;
  readonly Key?: unknown;
  readonly Item?: unknown;
}

type ActionName = "ConditionCheck" | "Put" | "Delete" | "Update";
type TransactItem = { readonly [Name in ActionName]?: ActionInput };

interface TransactWriteItemsInput {
  readonly TransactItems: readonly TransactItem[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: string;
  readonly ReturnItemCollectionMetrics?: string;
}

interface TransactWriteItemsOutput {
  readonly ConsumedCapacity?: readonly ConsumedCapacityOutput[];
  readonly ItemCollectionMetrics?: Readonly<Record<string, readonly ItemCollectionMetrics[]>>;
}

const mostActions = 100;
const largestTransaction = 4 * 1024 * 1024;
const tokenLifetime = 10 * 60 * 1_000;
/** Transactions prepare and commit each write, which costs double. */
const transactionFactor = 2;

const actionMembers = {
  TableName: required(tableName),
  ConditionExpression: text(),
  ReturnValuesOnConditionCheckFailure: returnValuesOnConditionCheckFailure,
  ...expressionAttributes,
};
const key = required(attributeMap);

const shape = structure("TransactWriteItemsInput", {
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ClientRequestToken: text({ min: 1, max: 36 }),
  TransactItems: required(
    list(
      structure("TransactWriteItem", {
        ConditionCheck: structure("ConditionCheck", {
          ...actionMembers,
          Key: key,
          ConditionExpression: required(text()),
        }),
        Put: structure("Put", { ...actionMembers, Item: key }),
        Delete: structure("Delete", { ...actionMembers, Key: key }),
        Update: structure("Update", { ...actionMembers, Key: key, UpdateExpression: required(text()) }),
      }),
      { min: 1, max: mostActions },
    ),
  ),
});

const iamActions = {
  ConditionCheck: "ConditionCheckItem",
  Put: "PutItem",
  Delete: "DeleteItem",
  Update: "UpdateItem",
} as const;
const actionNames = Object.keys(iamActions) as readonly ActionName[];

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const TransactWriteItems: Operation<DynamoDBState, TransactWriteItemsInput, TransactWriteItemsOutput> = {
  authorize: (call, { TransactItems }) =>
    (Array.isArray(TransactItems) ? TransactItems : []).flatMap((item: unknown) =>
      actionNames.flatMap((name) => {
        const action = memberOf(item, name);
        if (action === undefined) return [];
        return accessTable(call, iamActions[name], memberOf(action, "TableName"), {
          keys: () => [memberOf(action, "Item") ?? memberOf(action, "Key")],
          context: { EnclosingOperation: "TransactWriteItems" },
        });
      }),
    ),

  handle(call, input) {
    checkRequest(shape, input);
    const actions = input.TransactItems.map((item) => readAction(call, item));
    const token = input.ClientRequestToken;
    const requestHash = token === undefined ? "" : hashRequest(input);
    if (token !== undefined && wasDone(call, token, requestHash))
      return repeatedOutput(call.state, input, runTransaction(actions, prepare));
    const writes = runTransaction(actions, prepare);
    checkDistinct(writes);
    const outcomes = call.state.transact((transaction) => {
      const plans = runTransaction(writes, (write) => planWrite(transaction, write));
      const finished = plans.map((carryOut) => carryOut());
      checkSize(finished);
      if (token !== undefined) {
        const expiresAt = call.now + tokenLifetime;
        transaction.saveFinished([call.account, call.region, token], { requestHash, expiresAt }, call.now);
      }
      return finished;
    });
    return writeOutput(call.state, input, writes, outcomes);
  },
};

/** An action whose request has been read; whether it fits its table is found when it is prepared. */
interface ReadAction {
  readonly name: string;
  prepare(): PreparedWrite;
}

/** A prepared action under the table's name that the request gave. */
interface NamedWrite extends PreparedWrite {
  readonly name: string;
}

function prepare(action: ReadAction): NamedWrite {
  return { ...action.prepare(), name: action.name };
}

function readAction(call: DynamoDBCall, item: TransactItem): ReadAction {
  const given = actionNames.filter((name) => item[name]);
  const [kind] = given;
  if (!kind || given.length > 1) {
    throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  const action = item[kind]!;
  const expressionKinds =
    kind === "Update" ? (["UpdateExpression", "ConditionExpression"] as const) : (["ConditionExpression"] as const);
  checkExpressionParameters(action, expressionKinds, []);
  const expressions = bindExpressions(action, call.state.expressions);
  const table = requireTable(call, action.TableName);
  const name = action.TableName;
  if (kind === "Put") {
    const written = readNewItem(action.Item);
    return { name, prepare: () => preparePut(table, written, action, expressions, true) };
  }
  const itemKey = readKey(action.Key);
  const prepareKind = { ConditionCheck: prepareConditionCheck, Delete: prepareDelete, Update: prepareUpdate }[kind];
  return { name, prepare: () => prepareKind(table, itemKey, action, expressions) };
}

function checkDistinct(writes: readonly PreparedWrite[]): void {
  const keys = new Set(writes.map(({ table, suffix }) => table.keyOf(suffix)));
  if (keys.size === writes.length) return;
  throw validationError("Transaction request cannot include multiple operations on one item");
}

function checkSize(outcomes: readonly WriteOutcome[]): void {
  const size = outcomes.reduce((sum, { after }) => sum + (after?.size ?? 0), 0);
  if (size > largestTransaction) throw validationError("Aggregated size of all items in the transaction exceeds 4 MB");
}

function hashRequest({ TransactItems, ...parameters }: TransactWriteItemsInput): string {
  const { ReturnConsumedCapacity = "NONE", ReturnItemCollectionMetrics = "NONE" } = parameters;
  const compared = JSON.stringify([TransactItems, ReturnConsumedCapacity, ReturnItemCollectionMetrics]);
  return createHash("sha256").update(compared).digest("base64url");
}

function wasDone(call: DynamoDBCall, token: string, requestHash: string): boolean {
  const finished = call.state.findFinished(call.account, call.region, token, call.now);
  if (!finished) return false;
  if (finished.requestHash === requestHash) return true;
  throw new AwsError(
    "IdempotentParameterMismatchException",
    "The request uses the same client token as a previous, but non-identical request.",
  );
}

/** A transaction that was done already only reads. */
function repeatedOutput(
  state: DynamoDBState,
  input: TransactWriteItemsInput,
  writes: readonly NamedWrite[],
): TransactWriteItemsOutput {
  const { ReturnConsumedCapacity: mode } = input;
  if (!wantsCapacity(mode)) return {};
  const consumed = new Map<string, Consumption>();
  for (const { name, table, suffix } of writes) {
    const consumption = consumed.get(name) ?? new Consumption(name, "ReadCapacityUnits");
    consumed.set(name, consumption);
    consumption.addTable(readUnits(state.readItem(table, suffix)?.size ?? 0, "transactional"));
  }
  return { ConsumedCapacity: Array.from(consumed.values(), (consumption) => consumption.output(mode)) };
}

function writeOutput(
  state: DynamoDBState,
  input: TransactWriteItemsInput,
  writes: readonly NamedWrite[],
  outcomes: readonly WriteOutcome[],
): TransactWriteItemsOutput {
  const { ReturnConsumedCapacity: mode } = input;
  const consumed = new Map<string, Consumption>();
  const metrics: Record<string, ItemCollectionMetrics[]> = {};
  for (const [index, write] of writes.entries()) {
    const { before, after } = outcomes[index]!;
    countWrite(state, write, outcomes[index]!, transactionFactor);
    const consumption = consumed.get(write.name) ?? new Consumption(write.name, "WriteCapacityUnits");
    consumed.set(write.name, consumption);
    if (wantsCapacity(mode))
      consumption.addWrite(write.table, before, after?.item, after?.size ?? 0, transactionFactor);
    const collection = input.ReturnItemCollectionMetrics === "SIZE" ? itemCollectionMetrics(state, write) : undefined;
    if (collection) metrics[write.name] = [...(metrics[write.name] ?? []), collection];
  }
  return {
    ...(wantsCapacity(mode) && { ConsumedCapacity: Array.from(consumed.values(), (one) => one.output(mode)) }),
    ...(Object.keys(metrics).length > 0 && { ItemCollectionMetrics: metrics }),
  };
}
