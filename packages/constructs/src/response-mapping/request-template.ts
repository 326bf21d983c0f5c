/**
 * The VTL request template that starts a workflow with the request's JSON body as its input.
 *
 * The body becomes a JSON string inside a JSON document. `$util.escapeJavaScript` escapes everything JSON wants escaped, but
 * also turns `'` into `\'`, which JSON does not know; every quote it wrote carries exactly one backslash of its own, and
 * that one is taken off again. (The double backslash is Java's regular expression for one: VTL keeps both.)
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function startSyncExecutionTemplate(stateMachineArn: string): string {
  return [
    `#set($body = $input.json('$'))`,
    `#set($workflowInput = $util.escapeJavaScript($body).replaceAll("\\\\'", "'"))`,
    `{"stateMachineArn":"${stateMachineArn}","input":"$workflowInput"}`,
  ].join("\n");
}
