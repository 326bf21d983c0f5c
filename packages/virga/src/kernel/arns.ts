import { VirgaError } from "./errors.ts";

/** The parts of an Amazon Resource Name: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All that follows the fifth colon, with its own colons and slashes. */
  readonly resource: string;
}

/** Writes an ARN in the `aws` partition; `region` and `account` are empty for global resources. */
export function formatArn(service: string, region: string, account: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

/** Reads an ARN, or gives `undefined` for a text that is none. */
export function tryParseArn(text: string): Arn | undefined {
  const match = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text);
  if (!match) return undefined;
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  return { partition, service, region, account, resource };
}

/** Reads an ARN; a text that is none is an error of Virga's own, for places where AWS has validated it before. */
export function parseArn(text: string): Arn {
  const arn = tryParseArn(text);
  if (!arn) throw new VirgaError("InvalidArn", `'${text}' is not an ARN`);
  return arn;
}
