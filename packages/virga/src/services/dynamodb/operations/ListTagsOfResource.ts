import type { Operation } from "../../../kernel/service.ts";
import { validationError } from "../errors.ts";
import type { Tag } from "../model.ts";
import { requireTableOfArn, resourceArn } from "../requests/resource-arns.ts";
import { checkRequest, structure, text } from "../requests/shapes.ts";
import { accessTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";

interface ListTagsOfResourceInput {
  readonly ResourceArn: string;
  readonly NextToken?: string;
}

interface ListTagsOfResourceOutput {
  readonly Tags: readonly Tag[];
}

const shape = structure("ListTagsOfResourceInput", { ResourceArn: resourceArn, NextToken: text() });

/** All tags come in one page. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html */
export const ListTagsOfResource: Operation<DynamoDBState, ListTagsOfResourceInput, ListTagsOfResourceOutput> = {
  authorize: (call, { ResourceArn }) => accessTable(call, "ListTagsOfResource", ResourceArn),

  handle(call, input) {
    checkRequest(shape, input);
    if (input.NextToken) throw validationError("Invalid NextToken");
    return { Tags: requireTableOfArn(call, input.ResourceArn).record.tags };
  },
};
