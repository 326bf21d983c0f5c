import type { Operation } from "../../../kernel/service.ts";
import { checkRevision, requireTableOfArn, resourceArn } from "../requests/resource-arns.ts";
import { checkRequest, structure, text } from "../requests/shapes.ts";
import { accessTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";

interface DeleteResourcePolicyInput {
  readonly ResourceArn: string;
  readonly ExpectedRevisionId?: string;
}

const shape = structure("DeleteResourcePolicyInput", {
  ResourceArn: resourceArn,
  ExpectedRevisionId: text({ min: 1, max: 255 }),
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html */
export const DeleteResourcePolicy: Operation<
  DynamoDBState,
  DeleteResourcePolicyInput,
  { readonly RevisionId?: string }
> = {
  authorize: (call, { ResourceArn }) => accessTable(call, "DeleteResourcePolicy", ResourceArn),

  handle(call, input) {
    checkRequest(shape, input);
    const table = requireTableOfArn(call, input.ResourceArn);
    checkRevision(table, input.ExpectedRevisionId);
    const { resourcePolicy, ...record } = table.record;
    if (!resourcePolicy) return {};
    call.state.transact((transaction) => transaction.saveTable(record));
    return { RevisionId: resourcePolicy.revisionId };
  },
};
