import type { SendTaskHeartbeatInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { onArn } from "../targets.ts";
import { answerTask } from "../task-answers.ts";

/** Says that the worker of a task that waits for its token is still at it. */
export const SendTaskHeartbeat: Operation<StatesEngine, SendTaskHeartbeatInput, object> = {
  authorize: () => onArn("SendTaskHeartbeat", undefined),
  handle(call, { taskToken = "" }) {
    answerTask(call, taskToken, () => ({ type: "taskHeartbeat" }));
    return {};
  },
};
