import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import { type BoundExpressions, bindExpressions } from "../expressions/request-expressions.ts";
import { type ConsumedCapacityOutput, Consumption, wantsCapacity } from "../items/capacity.ts";
import { countWrite, type ItemCollectionMetrics, itemCollectionMetrics } from "../items/write-output.ts";
import {
  type PreparedWrite,
  planWrite,
  prepareDelete,
  preparePut,
  readKey,
  readNewItem,
  type WrittenItem,
} from "../items/writes.ts";
import {
  attributeMap,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  tableNameKeys,
} from "../requests/item-members.ts";
import { checkRequest, list, map, required, structure } from "../requests/shapes.ts";
import { accessTable, memberOf, requireTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";
import { schemaMismatch, type Table } from "../tables/table.ts";
import type { AttributeMap } from "../values/attribute-value.ts";

interface WriteRequest {
  readonly PutRequest?: { readonly Item: unknown };
  readonly DeleteRequest?: { readonly Key: unknown };
}

interface BatchWriteItemInput {
  readonly RequestItems: Readonly<Record<string, readonly WriteRequest[]>>;
  readonly ReturnConsumedCapacity?: string;
  readonly ReturnItemCollectionMetrics?: string;
}

interface BatchWriteItemOutput {
  readonly UnprocessedItems: Readonly<Record<string, never>>;
  readonly ConsumedCapacity?: readonly ConsumedCapacityOutput[];
  readonly ItemCollectionMetrics?: Readonly<Record<string, readonly ItemCollectionMetrics[]>>;
}

const mostRequests = 25;

const shape = structure("BatchWriteItemInput", {
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  RequestItems: required(
    map(
      list(
        structure("WriteRequest", {
          DeleteRequest: structure("DeleteRequest", { Key: required(attributeMap) }),
          PutRequest: structure("PutRequest", { Item: required(attributeMap) }),
        }),
      ),
      { min: 1, max: mostRequests, ...tableNameKeys, values: { min: 1, max: mostRequests } },
    ),
  ),
});

/** A request that has been read; it is a put if it has an item, else a delete. */
interface ReadRequest {
  readonly written?: WrittenItem;
  readonly key?: AttributeMap;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const BatchWriteItem: Operation<DynamoDBState, BatchWriteItemInput, BatchWriteItemOutput> = {
  authorize: (call, { RequestItems }) =>
    Object.entries(RequestItems ?? {}).map(([name, requests]) => {
      const keys = () => (Array.isArray(requests) ? requests.map(touchedBy) : []);
      return accessTable(call, "BatchWriteItem", name, { keys });
    }),

  handle(call, input) {
    checkRequest(shape, input);
    const named = Object.entries(input.RequestItems).map(([name, requests]) => ({
      name,
      requests: requests.map(readRequest),
    }));
    if (named.reduce((sum, { requests }) => sum + requests.length, 0) > mostRequests) {
      throw validationError("Too many items requested for the BatchWriteItem call");
    }
    const { ReturnConsumedCapacity: mode } = input;
    const unbound = bindExpressions({}, call.state.expressions);
    const batches = named.map(({ name, requests }) => {
      const table = requireTable(call, name);
      return { name, writes: prepareWrites(table, requests, unbound, wantsCapacity(mode)) };
    });
    const outcomes = call.state.transact((transaction) =>
      batches.map(({ name, writes }) => {
        const consumption = new Consumption(name);
        for (const write of writes) {
          const outcome = planWrite(transaction, write)();
          const { before, after } = outcome;
          countWrite(call.state, write, outcome);
          if (wantsCapacity(mode)) consumption.addWrite(write.table, before, after?.item, after?.size ?? 0);
        }
        return consumption.output(mode);
      }),
    );
    const metrics = input.ReturnItemCollectionMetrics === "SIZE" ? collectMetrics(call.state, batches) : undefined;
    return {
      UnprocessedItems: {},
      ...(wantsCapacity(mode) && { ConsumedCapacity: outcomes }),
      ...(metrics && { ItemCollectionMetrics: metrics }),
    };
  },
};

function touchedBy(request: unknown): unknown {
  return memberOf(memberOf(request, "PutRequest"), "Item") ?? memberOf(memberOf(request, "DeleteRequest"), "Key");
}

function readRequest({ PutRequest, DeleteRequest }: WriteRequest): ReadRequest {
  if (PutRequest && DeleteRequest) {
    throw validationError(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  if (PutRequest) return { written: readNewItem(PutRequest.Item) };
  if (DeleteRequest) return { key: readKey(DeleteRequest.Key) };
  throw validationError("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
}

function prepareWrites(
  table: Table,
  requests: readonly ReadRequest[],
  unbound: BoundExpressions,
  needsPrevious: boolean,
): readonly PreparedWrite[] {
  const seen = new Set<string>();
  return requests.map(({ written, key }) => {
    if (written) checkHasKey(table, written.item);
    const write = written
      ? preparePut(table, written, {}, unbound, needsPrevious)
      : prepareDelete(table, key!, {}, unbound);
    if (seen.has(write.suffix)) throw validationError("Provided list of item keys contains duplicates");
    seen.add(write.suffix);
    return write;
  });
}

/** In a batch AWS says of missing and mistyped keys of an item what it says of keys elsewhere. */
function checkHasKey(table: Table, item: AttributeMap): void {
  const fits = table.schema.all.every(
    ({ name, type }) => Object.hasOwn(item, name) && item[name]?.[type] !== undefined,
  );
  if (!fits) throw schemaMismatch();
}

function collectMetrics(
  state: DynamoDBState,
  batches: readonly { readonly name: string; readonly writes: readonly PreparedWrite[] }[],
): Record<string, readonly ItemCollectionMetrics[]> | undefined {
  const found: Record<string, readonly ItemCollectionMetrics[]> = {};
  for (const { name, writes } of batches) {
    const metrics = writes.map((write) => itemCollectionMetrics(state, write)).filter((one) => one !== undefined);
    if (metrics.length > 0) found[name] = metrics;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}
