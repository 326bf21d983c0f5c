import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import { requireTableOfArn, resourceArn } from "../requests/resource-arns.ts";
import { checkRequest, list, required, structure, text } from "../requests/shapes.ts";
import { accessTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";

interface UntagResourceInput {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

const shape = structure("UntagResourceInput", {
  ResourceArn: resourceArn,
  TagKeys: required(list(text({ min: 1, max: 128 }))),
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html */
export const UntagResource: Operation<DynamoDBState, UntagResourceInput, void> = {
  authorize: (call, { ResourceArn }) => accessTable(call, "UntagResource", ResourceArn),

  handle(call, input) {
    checkRequest(shape, input);
    const { record } = requireTableOfArn(call, input.ResourceArn);
    if (input.TagKeys.length === 0) throw validationError("Atleast one Tag Key needs to be provided as Input.");
    const tags = record.tags.filter(({ Key }) => !input.TagKeys.includes(Key));
    call.state.transact((transaction) => transaction.saveTable({ ...record, tags }));
  },
};
