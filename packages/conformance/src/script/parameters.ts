import { jsonText } from "../compare/json-text.ts";
import { isObject, type JsonObject } from "../compare/structure.ts";
import type { ScriptCase } from "../corpus/case.ts";

/** The definition of a case as text: as it was, or as the recording harness wrote it. */
function definitionText(testCase: ScriptCase, index: number): string {
  const exact = testCase.definition_texts?.[String(index)];
  if (exact !== undefined) return exact;
  const listed = testCase.definitions?.[index];
  const definition = listed === undefined || isSame(listed) ? testCase.definition : listed;
  return isObject(definition) && typeof definition.$text === "string" ? definition.$text : jsonText(definition);
}

function isSame(listed: unknown): boolean {
  return isObject(listed) && listed.$same === "definition";
}

function encoded(testCase: ScriptCase, value: JsonObject): { readonly is: unknown } | undefined {
  if ("$json" in value) return { is: typeof value.$text === "string" ? value.$text : jsonText(value.$json) };
  if ("$definition" in value) return { is: definitionText(testCase, Number(value.$definition)) };
  if ("$input" in value) return { is: testCase.input_text ?? jsonText(testCase.input) };
  if ("$bytes_utf8" in value) return { is: Buffer.from(String(value.$bytes_utf8), "utf8") };
  if ("$bytes_base64" in value) return { is: Buffer.from(String(value.$bytes_base64), "base64") };
  if ("$datetime" in value) return { is: String(value.$datetime) };
  return undefined;
}

/** The parameters of a step as they were sent, still with placeholders. */
export function decodeParameters(testCase: ScriptCase, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => decodeParameters(testCase, item));
  if (!isObject(value)) return value;
  const found = encoded(testCase, value);
  if (found) return found.is;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decodeParameters(testCase, member)]));
}
