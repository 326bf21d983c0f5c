import { differences } from "../compare/compare.ts";
import { isObject, parseOrKeep } from "../compare/structure.ts";
import type { Refinement, UnitCase } from "../corpus/case.ts";
import { failed, type Outcome, passed } from "../corpus/outcome.ts";
import type { Endpoint } from "../endpoint.ts";
import { renderWithMock } from "./mock-api.ts";

const variablesHeader = "x-variables";
const ownVariables = new Set(["input", "context"]);

/** The body that makes `$input` what the case says; a text is the body itself. */
function bodyOf({ variables }: UnitCase): string {
  const body = isObject(variables.input) ? variables.input.body : undefined;
  return body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
}

/**
 * A request template that renders the case's template with its variables and leaves the text for the response template. `$input`
 * is the request itself, every other variable comes in a header.
 */
function requestTemplate({ template, variables }: UnitCase): string {
  const names = Object.keys(variables).filter((name) => !ownVariables.has(name));
  const sets = names.map((name) => `#set($${name} = $variables.${name})`);
  return [
    `#set($variables = $util.parseJson($input.params('${variablesHeader}')))`,
    ...sets,
    `#define($rendered)${template}#end`,
    `#set($context.requestOverride.path.rendered = "$rendered")`,
    `{"statusCode": 200}`,
  ].join("\n");
}

function memberOf(value: unknown, name: string | number): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isObject(value) ? value[name] : undefined;
}

function refine(value: unknown, refinement: Refinement): unknown {
  if (Array.isArray(refinement)) return memberOf(value, refinement[1]);
  if (typeof value !== "string") return value;
  if (refinement === "strip") return value.trim();
  if (refinement === "collapse_whitespace") return value.replace(/\s+/g, " ");
  return parseOrKeep(value);
}

/** Renders a template of an emulator's unit test through a deployed API and compares the text. */
export async function runUnit(testCase: UnitCase, endpoint: Endpoint): Promise<Outcome> {
  const api = {
    requestTemplate: requestTemplate(testCase),
    responseTemplate: "$context.requestOverride.path.rendered",
  };
  const { input: _, context: __, ...others } = testCase.variables;
  const headers = { [variablesHeader]: JSON.stringify(others) };
  const text = await renderWithMock(endpoint, api, { body: bodyOf(testCase), headers });
  const actual = testCase.after.reduce(refine, text as unknown);
  const found = differences(testCase.expected, actual, "the text");
  return found.length === 0 ? passed : failed(...found);
}
