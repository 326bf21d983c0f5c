import type { WireResponse } from "../kernel/wire.ts";
import { joinHeaderList } from "./header-lists.ts";
import { type MemberUsage, responseBodyMembers, type ServiceModel, type Usage } from "./model.ts";
import { scalarWriter } from "./scalar-text.ts";

/** How a REST protocol writes bodies. */
export interface BodyWriter {
  readonly contentType: string;
  /** The type of a body that is the bytes of one member. */
  readonly bytesType?: string | undefined;
  /** Writes a body of the members of the output that have no other place. */
  writeMembers(usage: Usage): (source: Record<string, unknown>) => string;
  /** Writes a body that is one structure or document; `memberName` is the payload's. */
  writePayload(usage: Usage, memberName: string): (value: unknown) => string;
}

type Source = Record<string, unknown>;
type Headers = Record<string, string>;
type HeaderBinding = (source: Source, headers: Headers) => void;

/** Compiles the writing of a REST operation's answer: status, headers and body. */
export function compileRestResponse(
  model: ServiceModel,
  output: Usage,
  status: number,
  bodies: BodyWriter,
): (source: Source) => WireResponse {
  const writeHeaders = compileHeaders(model, output);
  const writeBody = compileBody(model, output, bodies);
  const statusMember = model.members(output.shape).find(({ traits }) => traits.location === "statusCode");
  return (source) => {
    const { body, contentType } = writeBody(source);
    const headers: Headers = contentType === undefined ? {} : { "content-type": contentType };
    writeHeaders(source, headers);
    const ownStatus = statusMember && (source[statusMember.memberName] as number | undefined);
    return { status: ownStatus ?? status, headers, body };
  };
}

/** Compiles the writing of the members that are bound to headers. */
export function compileHeaders(model: ServiceModel, usage: Usage): HeaderBinding {
  const bindings = model.members(usage.shape).flatMap((member) => {
    const binding = bindHeaders(member, model);
    return binding ? [{ name: member.memberName, write: binding }] : [];
  });
  return (source, headers) => {
    for (const { name, write } of bindings) {
      const value = source[name];
      if (value !== undefined && value !== null) write(value, headers);
    }
  };
}

function bindHeaders(
  member: MemberUsage,
  model: ServiceModel,
): ((value: unknown, headers: Headers) => void) | undefined {
  const name = (member.traits.locationName ?? member.memberName).toLowerCase();
  if (member.traits.location === "headers") {
    const prefix = (member.traits.locationName ?? "").toLowerCase();
    return (value, headers) => {
      for (const [key, text] of Object.entries(value as object)) headers[prefix + key.toLowerCase()] = String(text);
    };
  }
  if (member.traits.location !== "header") return undefined;
  if (member.shape.type === "list") {
    const element = model.resolve(member.shape.member!);
    const write = scalarWriter(element, "rfc822");
    const dates = element.shape.type === "timestamp";
    return (value, headers) => {
      headers[name] = joinHeaderList((value as unknown[]).map(write), dates);
    };
  }
  const write = member.traits.jsonvalue
    ? (value: unknown) => Buffer.from(String(value), "utf8").toString("base64")
    : scalarWriter(member, "rfc822");
  return (value, headers) => {
    headers[name] = write(value);
  };
}

interface WrittenBody {
  readonly body: Uint8Array | string;
  readonly contentType?: string;
}

function compileBody(model: ServiceModel, output: Usage, bodies: BodyWriter): (source: Source) => WrittenBody {
  const payloadName = output.shape.payload;
  const { contentType, bytesType = "application/octet-stream" } = bodies;
  if (payloadName === undefined) {
    if (responseBodyMembers(model, output.shape).length === 0) return () => ({ body: "" });
    const write = bodies.writeMembers(output);
    return (source) => ({ body: write(source), contentType });
  }
  const payload = model.resolve(output.shape.members![payloadName]!);
  if (!payload.shape.document && (payload.shape.type === "blob" || payload.shape.type === "string")) {
    const type = payload.shape.type === "blob" ? bytesType : "text/plain";
    return (source) => {
      const value = source[payloadName] as Uint8Array | string | undefined;
      return value === undefined || value === null ? { body: "" } : { body: value, contentType: type };
    };
  }
  const write = bodies.writePayload(payload, payloadName);
  return (source) => {
    const value = source[payloadName];
    return value === undefined ? { body: "" } : { body: write(value), contentType };
  };
}
