import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import type { Tag } from "../model.ts";
import { requireTableOfArn, resourceArn } from "../requests/resource-arns.ts";
import { checkRequest, required, structure } from "../requests/shapes.ts";
import { accessTable } from "../requests/table-access.ts";
import { tags } from "../requests/table-members.ts";
import type { DynamoDBState } from "../state.ts";

interface TagResourceInput {
  readonly ResourceArn: string;
  readonly Tags: readonly Tag[];
}

const mostTags = 50;
const shape = structure("TagResourceInput", { ResourceArn: resourceArn, Tags: required(tags) });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export const TagResource: Operation<DynamoDBState, TagResourceInput, void> = {
  authorize: (call, { ResourceArn }) => accessTable(call, "TagResource", ResourceArn),

  handle(call, input) {
    checkRequest(shape, input);
    const { record } = requireTableOfArn(call, input.ResourceArn);
    if (input.Tags.length === 0) throw validationError("Atleast one Tag needs to be provided as Input.");
    const merged = new Map(record.tags.map((tag) => [tag.Key, tag]));
    for (const { Key, Value } of input.Tags) merged.set(Key, { Key, Value });
    if (merged.size > mostTags) throw validationError(`Too many tags: a resource can have ${mostTags}`);
    call.state.transact((transaction) => transaction.saveTable({ ...record, tags: Array.from(merged.values()) }));
  },
};
