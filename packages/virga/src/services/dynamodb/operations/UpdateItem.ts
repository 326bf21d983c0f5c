import type { EncodedJson } from "../../../kernel/encoded-json.ts";
import type { Operation } from "../../../kernel/service.ts";
import { compileProjection } from "../expressions/document-path.ts";
import { type AttributeValueUpdate, compileAttributeUpdates } from "../expressions/legacy.ts";
import { type BoundExpressions, checkExpressionParameters } from "../expressions/request-expressions.ts";
import { writeOutput } from "../items/write-output.ts";
import { planWrite, prepareUpdate, readKey, type WriteOutcome } from "../items/writes.ts";
import { attributeMap } from "../requests/item-members.ts";
import { anything, checkRequest, map, required, structure, text } from "../requests/shapes.ts";
import { accessTable, requireTable } from "../requests/table-access.ts";
import { bindWriteExpressions, type WriteInput, writeMembers } from "../requests/write-members.ts";
import { type DynamoDBState, itemOf } from "../state.ts";
import type { AttributeMap } from "../values/attribute-value.ts";

interface UpdateItemInput extends WriteInput {
  readonly Key: unknown;
  readonly AttributeUpdates?: Readonly<Record<string, AttributeValueUpdate>>;
}

const shape = structure("UpdateItemInput", {
  ...writeMembers,
  Key: required(attributeMap),
  AttributeUpdates: map(
    structure("AttributeValueUpdate", { Action: text({ enum: ["ADD", "DELETE", "PUT"] }), Value: anything }),
  ),
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const UpdateItem: Operation<DynamoDBState, UpdateItemInput, EncodedJson> = {
  authorize: (call, { TableName, Key, ReturnValues, ReturnConsumedCapacity }) =>
    accessTable(call, "UpdateItem", TableName, {
      keys: () => [Key],
      context: { ReturnValues, ReturnConsumedCapacity },
    }),

  handle(call, input) {
    checkRequest(shape, input);
    checkExpressionParameters(input, ["UpdateExpression", "ConditionExpression"], ["AttributeUpdates", "Expected"]);
    const key = readKey(input.Key);
    const update = input.AttributeUpdates && compileAttributeUpdates(input.AttributeUpdates);
    const bound = bindWriteExpressions(input, call.state.expressions);
    const expressions = update ? { ...bound, update } : bound;
    const write = prepareUpdate(requireTable(call, input.TableName), key, input, expressions);
    const outcome = call.state.transact((transaction) => planWrite(transaction, write)());
    const returned = returnedAttributes(input.ReturnValues, expressions, outcome);
    return writeOutput(call.state, input, write, outcome, returned);
  },
};

/** JSON of what `ReturnValues` asks for; nothing if that is empty. */
function returnedAttributes(
  wanted: string | undefined,
  expressions: BoundExpressions,
  { before, after }: WriteOutcome,
): string | undefined {
  switch (wanted) {
    case "ALL_OLD":
      return before?.text;
    case "ALL_NEW":
      return after && JSON.stringify(after.item);
    case "UPDATED_OLD":
      return before && updatedParts(expressions, itemOf(before));
    case "UPDATED_NEW":
      return after && updatedParts(expressions, after.item);
    default:
      return undefined;
  }
}

function updatedParts({ update }: BoundExpressions, item: AttributeMap): string | undefined {
  const parts = compileProjection(update?.paths ?? [])(item);
  return Object.keys(parts).length > 0 ? JSON.stringify(parts) : undefined;
}
