/**
 * A VTL expression for what stands between the quotes of a JSON text, made of the text that another expression gives.
 *
 * `$util.escapeJavaScript` escapes everything that JSON wants escaped, but also turns `'` into `\'`, which JSON does not
 * know; every quote it wrote carries exactly one backslash of its own, and that one is taken off again. (The double
 * backslash is Java's regular expression for one: VTL keeps both.)
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export function jsonText(expression: string): string {
  return `$util.escapeJavaScript(${expression}).replaceAll("\\\\'", "'")`;
}
