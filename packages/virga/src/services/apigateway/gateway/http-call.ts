import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { largestPayload } from "../model.ts";

/** A request to an HTTP endpoint. */
export interface HttpCall {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** Whether an HTTPS endpoint is called whose certificate nobody vouches for. */
  readonly trustsAny?: boolean;
  /** How an HTTPS endpoint may know the caller, PEM. */
  readonly identity?: { readonly cert: string; readonly key: string } | undefined;
}

/** An HTTP endpoint's answer, whole. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** An endpoint's answer is larger than API Gateway takes: 10 MB. */
export class AnswerTooLarge extends Error {}

/** Calls an HTTP endpoint as it stands: redirects are not followed, packed bodies not unpacked. */
export function callEndpoint(
  url: URL,
  { method, headers, body, identity, trustsAny = false }: HttpCall,
): Promise<HttpAnswer> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const content = body === undefined ? undefined : Buffer.from(body);
  const length = content === undefined ? {} : { "content-length": String(content.length) };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method,
        headers: { ...headers, ...length },
        ...(isBelowLocalhost(url) ? { lookup: lookUpLocalhost } : {}),
        ...(url.protocol === "https:" ? { ...identity, rejectUnauthorized: !trustsAny } : {}),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > largestPayload) sent.destroy(new AnswerTooLarge("The endpoint's answer is larger than 10 MB"));
        });
        response.on("error", reject);
        response.on("end", () => {
          const named = Object.entries(response.headers).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, value] as const],
          );
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(named),
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(content);
  });
}

function isBelowLocalhost({ hostname }: URL): boolean {
  return hostname.endsWith(".localhost");
}

/** Names below `localhost` are this machine, which not every system's resolver knows. */
const lookUpLocalhost: LookupFunction = (_name, options, callback) => {
  if (options.all) callback(null, [{ address: "127.0.0.1", family: 4 }]);
  else callback(null, "127.0.0.1", 4);
};
