import type { ServiceHost } from "../../../kernel/service.ts";
import { CustomResourceError } from "./custom-resource-error.ts";
import { type CustomResourceResponse, readResponse } from "./custom-resource-response.ts";

/** What a request is about: it makes the URL's path, as the name of the object that AWS keeps the answer in. */
export interface AwaitedRequest {
  readonly region: string;
  readonly stackId: string;
  readonly logicalId: string;
  readonly requestId: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** An answer that will come at a URL. */
export interface AwaitedResponse {
  readonly url: string;
  /** @throws CustomResourceError if none comes in time, or one that can't be read */
  readonly response: Promise<CustomResourceResponse>;
  /** Waits no longer. */
  abandon(): void;
}

/** How the paths of these URLs begin, as the names of AWS's buckets for them. */
export const responsePathPrefix = "/cloudformation-custom-resource-response-";

/** The URLs at which the providers of custom resources answer: each takes one answer. */
export class ResponseUrls {
  readonly #host: ServiceHost;
  /** By path and query. */
  readonly #awaited = new Map<string, (body: Uint8Array) => void>();

  constructor(host: ServiceHost) {
    this.#host = host;
  }

  /** Makes a URL for the answer to a request. */
  async open(request: AwaitedRequest): Promise<AwaitedResponse> {
    const { clock, ids } = this.#host;
    const endpoint = await this.#host.reachableEndpoint();
    const target = this.#target(request, ids.hex(64));
    const { promise, resolve, reject } = Promise.withResolvers<CustomResourceResponse>();
    // Whoever opened it may fail before it waits.
    promise.catch(() => {});
    const timer = clock.at(clock.now() + request.timeout, () => {
      this.#awaited.delete(target);
      reject(noResponse(request.requestId));
    });
    const abandon = () => {
      timer.cancel();
      this.#awaited.delete(target);
    };
    this.#awaited.set(target, (body) => {
      abandon();
      try {
        resolve(readResponse(body));
      } catch (thrown) {
        reject(thrown);
      }
    });
    return { url: `${endpoint}${target}`, response: promise, abandon };
  }

  /** Takes an answer; false if none is awaited there. */
  take(target: string, body: Uint8Array): boolean {
    const answer = this.#awaited.get(target);
    answer?.(body);
    return answer !== undefined;
  }

  #target({ region, stackId, logicalId, requestId, timeout }: AwaitedRequest, signature: string): string {
    const bucket = `${responsePathPrefix}${region.replaceAll("-", "")}`;
    const at = new Date(this.#host.clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
    const query = [
      "X-Amz-Algorithm=AWS4-HMAC-SHA256",
      `X-Amz-Date=${at}`,
      "X-Amz-SignedHeaders=host",
      `X-Amz-Expires=${Math.ceil(timeout / 1000)}`,
      `X-Amz-Signature=${signature}`,
    ];
    return `${bucket}/${encodeURIComponent(`${stackId}|${logicalId}|${requestId}`)}?${query.join("&")}`;
  }
}

function noResponse(requestId: string): CustomResourceError {
  return new CustomResourceError(
    `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
  );
}
