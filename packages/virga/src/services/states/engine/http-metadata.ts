import { crc32 } from "node:zlib";
import { exactNumber, type JsonObject } from "@virga/asl";
import type { LegacyClient } from "./service-names.ts";

/** What optimized integrations tell of the HTTP answer behind their result. */
export function httpMetadata(client: LegacyClient, output: object, requestId: string, now: number): JsonObject {
  const isXml = client.xmlNamespace !== undefined;
  const body = isXml ? xmlAnswer(client.xmlNamespace, output, requestId) : JSON.stringify(output, writeInstant);
  const length = String(Buffer.byteLength(body));
  const date = new Date(now).toUTCString();
  const type = isXml ? "text/xml" : "application/x-amz-json-1.0";
  const headers: Record<string, string> = client.checksum
    ? {
        Server: "Server",
        Connection: "keep-alive",
        "x-amzn-RequestId": requestId,
        "x-amz-crc32": String(crc32(body)),
        "Content-Length": length,
        Date: date,
        "Content-Type": type,
      }
    : {
        "x-amzn-RequestId": requestId,
        connection: "keep-alive",
        "Content-Length": length,
        Date: date,
        "Content-Type": type,
      };
  const all = Object.entries(headers).map(([name, value]) => [name, [value]]);
  return {
    SdkHttpMetadata: { AllHttpHeaders: Object.fromEntries(all), HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** Instants are seconds with an exponent in the answers of the JSON protocol, as in `1.767225600123E9`. */
function writeInstant(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const held = this[name];
  return held instanceof Date ? exactNumber(`${held.getTime() / 1e12}E9`) : value;
}

/** The answer to a publication as SNS writes it, of which only the length shows. */
function xmlAnswer(namespace: string, output: object, requestId: string): string {
  const members = Object.entries(output).map(([name, value]) => `    <${name}>${String(value)}</${name}>\n`);
  const result = `  <PublishResult>\n${members.join("")}  </PublishResult>\n`;
  const metadata = `  <ResponseMetadata>\n    <RequestId>${requestId}</RequestId>\n  </ResponseMetadata>\n`;
  return `<PublishResponse xmlns="${namespace}">\n${result}${metadata}</PublishResponse>\n`;
}
