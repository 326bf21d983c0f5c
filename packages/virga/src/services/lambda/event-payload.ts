import { invalidRequestContent } from "./errors.ts";
import { jsonProblem } from "./json-problem.ts";

/** The event of an invocation, which must be JSON. @throws AwsError InvalidRequestContentException */
export function checkEvent(payload: Uint8Array): Uint8Array {
  try {
    JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"));
    return payload;
  } catch (thrown) {
    const problem = jsonProblem(payload) ?? (thrown as Error).message;
    throw invalidRequestContent(
      `Could not parse request body into json: Could not parse payload into json: ${problem}`,
    );
  }
}
