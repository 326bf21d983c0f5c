import type { Endpoint } from "../../kernel/service.ts";
import type { LambdaState } from "./state.ts";

const pattern = /^\/_aws\/lambda\/code\/([0-9a-f]{64})$/;

/** The path of a zip file. Its name is the SHA-256 of the content, so nobody finds it who was not told. */
export function codePath(blob: string): string {
  return `/_aws/lambda/code/${blob}`;
}

/** `GET /_aws/lambda/code/<SHA-256>`: the zip file of a function or a layer, for `Code.Location`. */
export const codeEndpoint: Endpoint<LambdaState> = {
  name: "lambda-code",
  matches: (request) => request.method === "GET" && pattern.test(request.path),
  async handle({ state }, request) {
    const [, blob = ""] = pattern.exec(request.path) ?? [];
    const content = await state.contents.get(blob);
    if (!content) return { status: 404, headers: { "content-type": "text/plain" }, body: "There is no such code.\n" };
    return { status: 200, headers: { "content-type": "application/zip" }, body: content };
  },
};
