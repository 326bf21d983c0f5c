import type { Operation } from "../../../kernel/service.ts";
import { policyNotFound, requireTableOfArn, resourceArn } from "../requests/resource-arns.ts";
import { checkRequest, structure } from "../requests/shapes.ts";
import { accessTable } from "../requests/table-access.ts";
import type { DynamoDBState } from "../state.ts";

interface GetResourcePolicyInput {
  readonly ResourceArn: string;
}

interface GetResourcePolicyOutput {
  readonly Policy: string;
  readonly RevisionId: string;
}

const shape = structure("GetResourcePolicyInput", { ResourceArn: resourceArn });

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html */
export const GetResourcePolicy: Operation<DynamoDBState, GetResourcePolicyInput, GetResourcePolicyOutput> = {
  authorize: (call, { ResourceArn }) => accessTable(call, "GetResourcePolicy", ResourceArn),

  handle(call, input) {
    checkRequest(shape, input);
    const { resourcePolicy } = requireTableOfArn(call, input.ResourceArn).record;
    if (!resourcePolicy) throw policyNotFound(input.ResourceArn);
    return { Policy: resourcePolicy.document, RevisionId: resourcePolicy.revisionId };
  },
};
