import type { Operation } from "../../../kernel/service.ts";
import { checkRevision, requireTableOfArn, resourceArn } from "../requests/resource-arns.ts";
import { checkRequest, flag, required, structure, text } from "../requests/shapes.ts";
import { accessTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";
import { checkPolicyDocument } from "../tables/resource-policy.ts";

interface PutResourcePolicyInput {
  readonly ResourceArn: string;
  readonly Policy: string;
  readonly ExpectedRevisionId?: string;
  readonly ConfirmRemoveSelfResourceAccess?: boolean;
}

const shape = structure("PutResourcePolicyInput", {
  ResourceArn: resourceArn,
  Policy: required(text()),
  ExpectedRevisionId: text({ min: 1, max: 255 }),
  ConfirmRemoveSelfResourceAccess: flag,
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html */
export const PutResourcePolicy: Operation<DynamoDBState, PutResourcePolicyInput, { readonly RevisionId: string }> = {
  authorize: (call, { ResourceArn }) => accessTable(call, "PutResourcePolicy", ResourceArn),

  handle(call, input) {
    checkRequest(shape, input);
    checkPolicyDocument(input.Policy);
    const table = requireTableOfArn(call, input.ResourceArn);
    checkRevision(table, input.ExpectedRevisionId);
    const { resourcePolicy } = table.record;
    if (resourcePolicy?.document === input.Policy) return { RevisionId: resourcePolicy.revisionId };
    const revisionId = String(Math.max(call.now, Number(resourcePolicy?.revisionId ?? 0) + 1));
    const record = { ...table.record, resourcePolicy: { document: input.Policy, revisionId } };
    call.state.transact((transaction) => transaction.saveTable(record));
    return { RevisionId: revisionId };
  },
};
