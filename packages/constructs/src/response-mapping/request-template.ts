import { jsonText } from "./json-text.ts";

/** The VTL request template that starts a workflow with the request's JSON body, as a text, as its input. */
export function startSyncExecutionTemplate(stateMachineArn: string): string {
  return [
    `#set($body = $input.json('$'))`,
    `#set($workflowInput = ${jsonText("$body")})`,
    `{"stateMachineArn":"${stateMachineArn}","input":"$workflowInput"}`,
  ].join("\n");
}
