import { AwsError } from "../../kernel/errors.ts";
import { invalidArgument } from "./errors.ts";

const lifetime = 300_000;

/** Writes a token that continues a listing for five minutes. */
export function writeToken(content: object, now: number): string {
  return Buffer.from(JSON.stringify({ ...content, now })).toString("base64");
}

/** Reads a token's content. @throws AwsError InvalidArgumentException, ExpiredNextTokenException */
export function readToken<T extends object>(token: string, now: number): T {
  let content: T & { readonly now?: number };
  try {
    content = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as typeof content;
  } catch {
    throw invalidArgument("NextToken is invalid.");
  }
  if (typeof content?.now !== "number") throw invalidArgument("NextToken is invalid.");
  if (now - content.now > lifetime) {
    throw new AwsError("ExpiredNextTokenException", "NextToken has expired. It is valid for 300 seconds.");
  }
  return content;
}
