import type { SendTaskSuccessInput } from "@aws-sdk/client-sfn";
import { type Json, parseJson } from "@virga/asl";
import type { Operation } from "../../../kernel/service.ts";
import type { StatesEngine } from "../engine/engine.ts";
import { invalidOutput } from "../errors.ts";
import { onArn } from "../targets.ts";
import { answerTask } from "../task-answers.ts";

/** Ends a task that waits for its token with an output. */
export const SendTaskSuccess: Operation<StatesEngine, SendTaskSuccessInput, object> = {
  authorize: () => onArn("SendTaskSuccess", undefined),
  handle(call, { taskToken = "", output = "" }) {
    answerTask(call, taskToken, () => ({ type: "taskSucceeded", output: parseOutput(output) }));
    return {};
  },
};

function parseOutput(text: string): Json {
  try {
    return parseJson(text);
  } catch (thrown) {
    throw invalidOutput((thrown as Error).message);
  }
}
