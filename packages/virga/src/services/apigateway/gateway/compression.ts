import { promisify } from "node:util";
import { deflate, gunzip, gzip, inflate } from "node:zlib";
import type { ServiceHost } from "../../../kernel/service.ts";
import type { WireRequest } from "../../../kernel/wire.ts";
import { largestPayload } from "../model.ts";
import type { Exchange } from "./exchange.ts";
import { type GatewayFailure, payloadTooLarge, unsupportedMediaType } from "./failure.ts";
import type { ClientAnswer } from "./integration-response.ts";
import { payloadSize } from "./payload.ts";

const pack = { gzip: promisify(gzip), deflate: promisify(deflate) } as const;
const unpack = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

type Coding = keyof typeof pack;

function isCoding(name: string): name is Coding {
  return Object.hasOwn(pack, name);
}

/**
 * The request with its body unpacked, up to 10 MB; or how it is refused: its coding is not supported or not the body's (415), or
 * the body is larger (413).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 */
export async function unpackRequest(request: WireRequest, host: ServiceHost): Promise<WireRequest | GatewayFailure> {
  const coding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (coding === "identity" || coding === "" || request.body.length === 0) return request;
  if (!isCoding(coding)) return unsupportedMediaType();
  try {
    const body = await host.activity.track(unpack[coding](request.body, { maxOutputLength: largestPayload }));
    return { ...request, body };
  } catch (thrown) {
    const { code } = thrown as { readonly code?: string };
    return code === "ERR_BUFFER_TOO_LARGE" ? payloadTooLarge(largestPayload) : unsupportedMediaType();
  }
}

/**
 * The answer as the client wants it packed, if the API packs answers of this size.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-receive-response-with-compressed-payload.html
 */
export async function packAnswer(exchange: Exchange, answer: ClientAnswer): Promise<ClientAnswer> {
  const { call, deployed, request } = exchange;
  const { minimumCompressionSize } = deployed.api;
  const coding = preferredCoding(request.headers["accept-encoding"]);
  if (minimumCompressionSize === undefined || coding === undefined) return answer;
  if (answer.headers["content-encoding"] !== undefined || payloadSize(answer.body) < minimumCompressionSize) {
    return answer;
  }
  const body = await call.host.activity.track(pack[coding](answer.body));
  return { ...answer, headers: { ...answer.headers, "content-encoding": coding }, body };
}

/** The coding that the client likes best, if that is one to pack with; of those that it likes the same, the first. */
function preferredCoding(header: string | undefined): Coding | undefined {
  let best = { name: "", quality: 0 };
  for (const part of header?.toLowerCase().split(",") ?? []) {
    const [name = "", weight = ""] = part.split(";");
    const quality = Number(/^\s*q\s*=\s*([\d.]+)\s*$/.exec(weight)?.[1] ?? 1);
    if (quality > best.quality) best = { name: name.trim(), quality };
  }
  return isCoding(best.name) ? best.name : undefined;
}
