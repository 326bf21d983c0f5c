import type { AwsError } from "../kernel/errors.ts";
import type { WireRequest } from "../kernel/wire.ts";
import type { Labels } from "./codec.ts";
import { splitHeaderList } from "./header-lists.ts";
import { type MemberUsage, requestBodyMembers, type ServiceModel, type Usage } from "./model.ts";
import { scalarReader } from "./scalar-text.ts";
import { bodyText, parseForm } from "./wire-text.ts";

/** How a REST protocol reads bodies. */
export interface BodyReader {
  /** Reads a body that holds the members of the input that have no other place. */
  readMembers(usage: Usage): (body: Uint8Array) => Record<string, unknown>;
  /** Reads a body that is one structure or document. */
  readPayload(usage: Usage): (body: Uint8Array) => unknown;
}

type QueryPairs = readonly (readonly [name: string, value: string])[];

interface RequestParts {
  readonly request: WireRequest;
  readonly labels: Labels;
  readonly query: QueryPairs;
}

/** Reads one part of a request into the input. */
type Binding = (parts: RequestParts, input: Record<string, unknown>) => void;

/** Makes the error for a label, header or query parameter that can't be read as its type. */
type ParameterError = (name: string, text: string) => AwsError;

/** Compiles the reading of a REST operation's requests: path labels, query, headers and body. */
export function compileRestRequest(
  model: ServiceModel,
  input: Usage,
  bodies: BodyReader,
  complain: ParameterError,
): (request: WireRequest, labels: Labels) => Record<string, unknown> {
  const members = model.members(input.shape);
  const bindings = members.flatMap((member) => {
    const binding = bindMember(member, model, complain);
    return binding ? [binding] : [];
  });
  const needsQuery = members.some(({ traits }) => traits.location === "querystring");
  const readBody = compileBody(model, input, bodies);
  return (request, labels) => {
    const result = readBody(request.body);
    const parts = { request, labels, query: needsQuery ? parseForm(request.rawQuery) : [] };
    for (const bind of bindings) bind(parts, result);
    return result;
  };
}

function wireName(member: MemberUsage): string {
  return member.traits.locationName ?? member.memberName;
}

function bindMember(member: MemberUsage, model: ServiceModel, complain: ParameterError): Binding | undefined {
  switch (member.traits.location) {
    case "uri":
      return bindLabel(member, complain);
    case "querystring":
      return member.shape.type === "map" ? bindQueryMap(member, model) : bindQuery(member, model, complain);
    case "header":
      return bindHeader(member, model, complain);
    case "headers":
      return bindHeaderMap(member);
    default:
      return undefined;
  }
}

function strictReader(usage: Usage, name: string, complain: ParameterError): (text: string) => unknown {
  const read = scalarReader(usage);
  return (text) => {
    const value = read(text);
    if (value === undefined) throw complain(name, text);
    return value;
  };
}

function bindLabel(member: MemberUsage, complain: ParameterError): Binding {
  const name = wireName(member);
  const read = strictReader(member, name, complain);
  return ({ labels }, input) => {
    const text = labels[name];
    if (text !== undefined) input[member.memberName] = read(text);
  };
}

function bindQuery(member: MemberUsage, model: ServiceModel, complain: ParameterError): Binding {
  const name = wireName(member);
  const isList = member.shape.type === "list";
  const read = strictReader(isList ? model.resolve(member.shape.member!) : member, name, complain);
  return ({ query }, input) => {
    const values = query.filter(([key]) => key === name);
    if (values.length === 0) return;
    input[member.memberName] = isList ? values.map(([, text]) => read(text)) : read(values[0]![1]);
  };
}

/** A map in the query takes all of its parameters, also those that other members read. */
function bindQueryMap(member: MemberUsage, model: ServiceModel): Binding {
  const lists = model.resolve(member.shape.value!).shape.type === "list";
  return ({ query }, input) => {
    const names = new Map(query);
    if (!lists) {
      if (names.size > 0) input[member.memberName] = Object.fromEntries(names);
      return;
    }
    const values = Map.groupBy(query, ([name]) => name);
    const entries = Array.from(values, ([name, pairs]) => [name, pairs.map(([, text]) => text)] as const);
    if (entries.length > 0) input[member.memberName] = Object.fromEntries(entries);
  };
}

function bindHeader(member: MemberUsage, model: ServiceModel, complain: ParameterError): Binding {
  const name = wireName(member);
  const key = name.toLowerCase();
  const isList = member.shape.type === "list";
  const element = isList ? model.resolve(member.shape.member!) : member;
  const read = member.traits.jsonvalue ? readJsonValue : strictReader(element, name, complain);
  const dates = element.shape.type === "timestamp";
  return ({ request }, input) => {
    const text = request.headers[key];
    if (text === undefined) return;
    input[member.memberName] = isList ? splitHeaderList(text, dates).map(read) : read(text);
  };
}

/** JSON text travels in headers as base64. */
function readJsonValue(text: string): string {
  return Buffer.from(text, "base64").toString("utf8");
}

function bindHeaderMap(member: MemberUsage): Binding {
  const prefix = (member.traits.locationName ?? "").toLowerCase();
  return ({ request }, input) => {
    const entries = Object.entries(request.headers).filter(([name]) => name.startsWith(prefix));
    if (entries.length === 0) return;
    input[member.memberName] = Object.fromEntries(entries.map(([name, text]) => [name.slice(prefix.length), text]));
  };
}

function compileBody(
  model: ServiceModel,
  input: Usage,
  bodies: BodyReader,
): (body: Uint8Array) => Record<string, unknown> {
  const payloadName = input.shape.payload;
  if (payloadName === undefined) {
    return requestBodyMembers(model, input.shape).length > 0 ? bodies.readMembers(input) : () => ({});
  }
  const payload = model.resolve(input.shape.members![payloadName]!);
  const read = payloadReader(payload, bodies);
  return (body) => {
    if (body.byteLength === 0) return {};
    return { [payloadName]: read(body) };
  };
}

function payloadReader(payload: Usage, bodies: BodyReader): (body: Uint8Array) => unknown {
  if (payload.shape.document) return bodies.readPayload(payload);
  switch (payload.shape.type) {
    case "blob":
      return (body) => body;
    case "string":
      return bodyText;
    default:
      return bodies.readPayload(payload);
  }
}
