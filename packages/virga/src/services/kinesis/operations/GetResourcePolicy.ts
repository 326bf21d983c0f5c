import type { GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput } from "@aws-sdk/client-kinesis";
import type { Operation } from "../../../kernel/service.ts";
import type { KinesisState } from "../state.ts";
import { onResource, requireResource } from "../streams.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetResourcePolicy.html */
export const GetResourcePolicy: Operation<
  KinesisState,
  GetResourcePolicyCommandInput,
  Omit<GetResourcePolicyCommandOutput, "$metadata">
> = {
  authorize: onResource("GetResourcePolicy"),
  handle(call, { ResourceARN: arn = "" }) {
    const { stream, consumer } = requireResource(call, call.state.reader, arn);
    // Without a policy AWS answers with an empty one.
    return { Policy: (consumer ?? stream).policy ?? "{}" };
  },
};
