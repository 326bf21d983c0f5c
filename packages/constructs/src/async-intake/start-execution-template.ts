import { jsonText } from "../response-mapping/json-text.ts";

/**
 * The VTL request template that starts a workflow with the request's body, to the character, as its input; an empty body
 * is `{}`. Whether it is JSON is Step Functions' to say.
 *
 * The idempotency key becomes the execution's name, followed by the body's length and hash, so that the same request is
 * the same execution and another body under the same key is none of its retries. A key with characters that names can't
 * have is encoded behind a dot, which no other name begins with.
 */
export function startExecutionTemplate(stateMachineArn: string, idempotencyHeader: string): string {
  return [
    `#set($key = $input.params("${idempotencyHeader}"))`,
    `#if("$!key" != "" && !$key.matches("[A-Za-z0-9_-]+"))`,
    `#set($encoded = $util.base64Encode($key).replace("/", "_").replace("+", "-").replace("=", ""))`,
    `#set($key = ".$encoded")`,
    `#end`,
    `#set($body = $input.body)`,
    `#set($length = $body.length())`,
    `#set($hash = $body.hashCode())`,
    `#set($workflowInput = ${jsonText("$body")})`,
    `{`,
    `#if("$!key" != "")`,
    `"name":"$!{key}.$!{length}.$!{hash}",`,
    `#end`,
    `"stateMachineArn":"${stateMachineArn}","input":"$workflowInput"}`,
  ].join("\n");
}
