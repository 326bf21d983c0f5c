import { percentDecode } from "../../kernel/percent-decode.ts";
import type { StoreReader, Transaction } from "../../kernel/store.ts";
import { badRequest } from "./errors.ts";
import type { Place } from "./records.ts";
import type { ApiGatewayState } from "./state.ts";

type Tags = Readonly<Record<string, string>>;

/** A resource that has tags, with the way to store other ones. */
export interface Tagged {
  readonly tags: Tags;
  save(transaction: Transaction, tags: Tags): void;
}

/**
 * The API, stage, custom domain, client certificate, API key or usage plan that an ARN names, such as
 * `arn:aws:apigateway:<region>::/restapis/<id>[/stages/<name>]`.
 *
 * @throws AwsError BadRequestException, NotFoundException
 */
export function taggedResource(state: ApiGatewayState, reader: StoreReader, place: Place, resourceArn: string): Tagged {
  const decoded = percentDecode(resourceArn) ?? "";
  const domainName = /^arn:aws:apigateway:[\w-]+::\/domainnames\/([\w.*-]+)$/.exec(decoded)?.[1];
  if (domainName !== undefined) return taggedDomain(state, reader, place, domainName);
  const certificateId = /^arn:aws:apigateway:[\w-]+::\/clientcertificates\/(\w+)$/.exec(decoded)?.[1];
  if (certificateId !== undefined) return taggedCertificate(state, reader, place, certificateId);
  const usage = /^arn:aws:apigateway:[\w-]+::\/(apikeys|usageplans)\/(\w+)$/.exec(decoded);
  if (usage !== null) return taggedUsage(state, reader, place, usage[1] ?? "", usage[2] ?? "");
  const match = /^arn:aws:apigateway:[\w-]+::\/restapis\/(\w+)(?:\/stages\/([\w-]+))?$/.exec(decoded);
  if (match === null) throw badRequest("Invalid ARN specified in the request");
  const [, restApiId = "", stageName] = match;
  const api = state.api(reader, place, restApiId);
  if (stageName === undefined) {
    return { tags: api.tags ?? {}, save: (transaction, tags) => state.putApi(transaction, place, { ...api, tags }) };
  }
  const stage = state.stages.get(reader, place, restApiId, stageName);
  return {
    tags: stage.tags ?? {},
    save: (transaction, tags) => state.stages.put(transaction, place, restApiId, stageName, { ...stage, tags }),
  };
}

function taggedDomain(state: ApiGatewayState, reader: StoreReader, place: Place, domainName: string): Tagged {
  const domain = state.domains.get(reader, place, domainName);
  return {
    tags: domain.tags ?? {},
    save: (transaction, tags) => state.domains.put(transaction, place, { ...domain, tags }),
  };
}

function taggedCertificate(state: ApiGatewayState, reader: StoreReader, place: Place, id: string): Tagged {
  const certificate = state.clientCertificates.get(reader, place, id);
  return {
    tags: certificate.tags ?? {},
    save: (transaction, tags) => state.clientCertificates.put(transaction, place, { ...certificate, tags }),
  };
}

function taggedUsage(state: ApiGatewayState, reader: StoreReader, place: Place, kind: string, id: string): Tagged {
  if (kind === "apikeys") {
    const key = state.usage.key(reader, place, id);
    const save = (transaction: Transaction, tags: Tags) => state.usage.putKey(transaction, place, { ...key, tags });
    return { tags: key.tags ?? {}, save };
  }
  const plan = state.usage.plan(reader, place, id);
  const save = (transaction: Transaction, tags: Tags) => state.usage.putPlan(transaction, place, { ...plan, tags });
  return { tags: plan.tags ?? {}, save };
}
