import type { Bus, CallContext } from "../../../kernel/bus.ts";
import { AwsError } from "../../../kernel/errors.ts";
import { percentDecode } from "../../../kernel/percent-decode.ts";
import { validationError } from "../errors.ts";

/** Reads a template from S3, as the caller. */
export async function readTemplateFromUrl(bus: Bus, context: CallContext, url: string): Promise<string> {
  const { Bucket, Key } = parseTemplateUrl(url);
  try {
    const { Body } = await bus.call("s3", "GetObject", { Bucket, Key }, context);
    return Buffer.from(Body as unknown as Uint8Array).toString("utf8");
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    throw validationError(
      `S3 error: ${thrown.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
}

/** The bucket and key of an S3 URL: path style, virtual-host style, or this runtime's own endpoint. */
export function parseTemplateUrl(text: string): { readonly Bucket: string; readonly Key: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const path = percentDecode(url?.pathname.slice(1) ?? "");
  const host = url?.hostname ?? "";
  const virtual = /^(.+)\.s3[.-]([a-z0-9-]+\.)?(amazonaws\.com|localhost)$/.exec(host)?.[1];
  if (path === undefined) throw validationError("TemplateURL must be a supported URL.");
  if (url?.protocol === "s3:") return { Bucket: host, Key: path };
  if (virtual !== undefined) return { Bucket: virtual, Key: path };
  const slash = path.indexOf("/");
  if (!/^https?:$/.test(url?.protocol ?? "") || slash < 1 || slash === path.length - 1) {
    throw validationError("TemplateURL must be a supported URL.");
  }
  return { Bucket: path.slice(0, slash), Key: path.slice(slash + 1) };
}
