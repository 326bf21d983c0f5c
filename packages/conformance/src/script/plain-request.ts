import type { Step } from "../corpus/case.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Answer } from "./answers.ts";

/** The body as the corpus shows bytes: `b'...'` with what is not printable as `\x..`. */
function bytesText(body: Buffer): string {
  const named: Record<number, string> = { 9: "\\t", 10: "\\n", 13: "\\r", 39: "\\'", 92: "\\\\" };
  const shown = Array.from(body, (byte) => {
    if (named[byte] !== undefined) return named[byte];
    return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `b'${shown.join("")}'`;
}

/** Sends a request to a deployed API: `https://<id>.execute-api.<region>.amazonaws.com/<stage>/...` at the endpoint. */
export async function sendPlainRequest({ http }: Endpoint, step: Step): Promise<Answer> {
  const { hostname, pathname, search } = new URL(step.url as string);
  const query = new URLSearchParams(step.query ?? {}).toString();
  const target = pathname + (query === "" ? search : `${search === "" ? "?" : `${search}&`}${query}`);
  const [apiId] = hostname.split(".");
  const body = typeof step.body === "string" ? step.body : step.body === undefined ? "" : JSON.stringify(step.body);
  const host = `${apiId}.execute-api.${http.host}`;
  const answer = await http.send({ method: step.http as string, target, headers: { ...step.headers, host }, body });
  const { status, headers } = answer;
  return { value: { status, headers, text: answer.body.toString("utf8"), bytes: bytesText(answer.body) } };
}
