import type { HttpAnswer } from "./http-request.ts";
import { readXml } from "./query-protocol.ts";

interface ReadError {
  readonly code: string;
  readonly message: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reads an error answer of any AWS protocol. */
export function readError({ status, headers, body }: HttpAnswer): ReadError {
  const text = body.toString("utf8");
  if (text.startsWith("<")) return readXmlError(text);
  const members = readJsonObject(text);
  const type = headers["x-amzn-errortype"] ?? String(members.__type ?? members.code ?? status);
  const code = type.slice(type.indexOf("#") + 1).split(":")[0] ?? "";
  return { code, message: String(members.message ?? members.Message ?? ""), body: members };
}

function readJsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : { message: text };
  } catch {
    return { message: text };
  }
}

function readXmlError(text: string): ReadError {
  const document = readXml(text) as Record<string, Record<string, unknown>>;
  const response = document.ErrorResponse ?? document.Response ?? document;
  const error = (response.Error ?? {}) as Record<string, unknown>;
  return { code: String(error.Code ?? ""), message: String(error.Message ?? ""), body: error };
}
