import type { SendTaskFailureInput } from "@aws-sdk/client-sfn";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { onArn } from "../targets.ts";
import { answerTask } from "../task-answers.ts";

/** Ends a task that waits for its token with an error. */
export const SendTaskFailure: Operation<StatesEngine, SendTaskFailureInput, object> = {
  authorize: () => onArn("SendTaskFailure", undefined),
  handle(call, { taskToken = "", error, cause }) {
    answerTask(call, taskToken, () => ({ type: "taskFailed", error, cause }));
    return {};
  },
};
