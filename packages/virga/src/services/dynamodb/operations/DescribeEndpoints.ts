import type { Operation } from "../../../kernel/service.ts";
import type { DynamoDBState } from "../state.ts";

interface DescribeEndpointsOutput {
  readonly Endpoints: readonly { readonly Address: string; readonly CachePeriodInMinutes: number }[];
}

const cachePeriod = 1_440;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html */
export const DescribeEndpoints: Operation<DynamoDBState, object, DescribeEndpointsOutput> = {
  authorize: () => ({ action: "dynamodb:DescribeEndpoints", resource: "*" }),
  handle: ({ host }) => {
    const { host: Address } = new URL(host.settings.endpoint());
    return { Endpoints: [{ Address, CachePeriodInMinutes: cachePeriod }] };
  },
};
