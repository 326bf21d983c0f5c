import { differences } from "../compare/compare.ts";
import { parseOrKeep } from "../compare/structure.ts";
import type { RenderCase } from "../corpus/case.ts";
import { failed, type Outcome, passed } from "../corpus/outcome.ts";
import type { Endpoint } from "../endpoint.ts";
import { renderWithMock } from "./mock-api.ts";

/** Renders a recorded template in the way it was recorded and compares the body. */
export async function runRender(testCase: RenderCase, endpoint: Endpoint): Promise<Outcome> {
  const { request_template: requestTemplate, response_template: responseTemplate } = testCase;
  const text = await renderWithMock(endpoint, { requestTemplate, responseTemplate }, { body: testCase.request_body });
  const refined = testCase.whitespace_collapsed ? text.replace(/\s+/g, " ").trim() : text;
  const actual = typeof testCase.expected === "string" ? refined : parseOrKeep(refined);
  const found = differences(testCase.expected, actual, "the body");
  return found.length === 0 ? passed : failed(...found);
}
