import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { AwsError } from "../kernel/errors.ts";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { decodeCbor } from "./cbor.ts";
import { createServiceCodec } from "./codecs.ts";
import { JsonReaderCompiler } from "./json-reader.ts";
import type { OperationModel, ServiceMetadata, Shape, Usage } from "./model.ts";
import { ServiceModel } from "./model.ts";
import { invalidParameter } from "./protocol-errors.ts";
import { jsonBodyReader } from "./rest-json.ts";
import { type BodyReader, compileRestRequest } from "./rest-request.ts";
import { RestRoutes } from "./rest-routes.ts";
import { xmlBodyReader } from "./rest-xml.ts";
import { bodyText } from "./wire-text.ts";
import { parseXml, type XmlElement } from "./xml-document.ts";
import { XmlReaderCompiler } from "./xml-reader.ts";

interface Case {
  readonly id: string;
  readonly description?: string;
  readonly given: OperationModel & { readonly name: string };
  readonly params?: unknown;
  readonly serialized?: {
    readonly method?: string;
    readonly uri: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: Readonly<Record<string, unknown>>;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly response?: {
    readonly status_code: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
}

interface Suite {
  readonly description: string;
  readonly metadata: ServiceMetadata;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly cases: readonly Case[];
}

const root = process.env.VIRGA_CONFORMANCE;
const folder = root === undefined ? undefined : path.join(root, "protocols");
const skip =
  folder === undefined || !existsSync(folder)
    ? "set VIRGA_CONFORMANCE to the folder of recorded cases to run the wire cases"
    : false;

/** Cases that don't concern a server, or that a server reads otherwise, and why. */
const exceptions: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^SDKApplied|^SDKAppends/, "the client compresses the body; AWS's services served here take no compressed bodies"],
  [
    /^(QueryEmptyQueryMaps|(RestJson)?HttpPrefixHeadersAreNotPresent|Rest(Json|Xml)OmitsEmptyListQueryValues)$/,
    "an empty collection isn't sent there, so that it can't be read back",
  ],
  [/^RestJsonHttpWith(EmptyStructurePayload|HeadersButNoPayload)$/, "a body {} is an empty structure to a server"],
  [/^Rest(Json|Xml)QueryPrecedence$/, "the client drops what two members claim; a server gives it to both"],
  [
    /^SDKAppendedGzipAfterProvidedEncoding/,
    "the client compresses the body; AWS's services served here take no compressed bodies",
  ],
  [/^IgnoreQueryParamsInResponse$/, "read by the request's reader here; rest-xml.test.ts shows that the body has it"],
  [/TokenAutoFill$/, "the client fills an idempotency token in; its input has none"],
];

function suites(direction: "input" | "output"): readonly (readonly [file: string, suites: readonly Suite[]])[] {
  if (skip !== false) return [];
  const directory = path.join(folder!, direction);
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name, JSON.parse(readFileSync(path.join(directory, name), "utf8")) as Suite[]]);
}

function modelOf(suite: Suite, given: Case["given"]): ServiceModel {
  const tables = { metadata: suite.metadata, operations: { [given.name]: given }, shapes: suite.shapes };
  return new ServiceModel("wirecases", tables);
}

function exceptionOf(id: string): string | undefined {
  return exceptions.find(([pattern]) => pattern.test(id))?.[1];
}

function requestOf(wireCase: Case, binary: boolean): WireRequest {
  const { method = "POST", uri, body = "", headers = {} } = wireCase.serialized!;
  const [pathPart, rawQuery = ""] = uri.split("?", 2) as [string, string?];
  return {
    method,
    path: pathPart,
    rawQuery,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body, binary ? "base64" : "utf8"),
    sourceIp: "127.0.0.1",
  };
}

/** Inputs as the cases write them: timestamps in seconds, blobs as text, special numbers by name. */
function asCaseValue(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return bodyText(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(asCaseValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && item !== null)
      .map(([key, item]) => [key, asCaseValue(item)]),
  );
}

/** Turns a case's output into the in-memory form, guided by its shapes. */
function toMemory(model: ServiceModel, reference: string | { readonly shape: string }, value: unknown): unknown {
  const { shape } = model.resolve(reference);
  if (value === null || value === undefined || shape.document) return value;
  switch (shape.type) {
    case "structure":
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, toMemory(model, shape.members![name]!, item)]),
      );
    case "list":
      return (value as unknown[]).map((item) => toMemory(model, shape.member!, item));
    case "map":
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toMemory(model, shape.value!, item)]));
    case "timestamp":
      return new Date(Number(value) * 1000);
    case "blob":
      return Buffer.from(String(value), "utf8");
    case "float":
    case "double":
      return Number(value);
    default:
      return value;
  }
}

describe("requests of the wire cases are read back into the input they were made from", { skip }, () => {
  for (const [file, fileSuites] of suites("input")) {
    for (const suite of fileSuites) {
      for (const wireCase of suite.cases) {
        const reason = exceptionOf(wireCase.id);
        it(`${file}: ${wireCase.id}`, { skip: reason ?? false }, () => {
          const model = modelOf(suite, wireCase.given);
          const binary = suite.metadata.protocol === "smithy-rpc-v2-cbor";
          const request = requestOf(wireCase, binary);
          const codec = createServiceCodec(model).operation(wireCase.given.name)!;
          const match = new RestRoutes(model).match(request, request.path);
          const labels = typeof match === "object" ? match.labels : {};
          const input = codec.decode(request, labels);
          assertSameInput(model, wireCase, asCaseValue(input) as Members);
        });
      }
    }
  }
});

describe("answers say the same as the wire cases' responses", { skip }, () => {
  for (const [file, fileSuites] of suites("output")) {
    for (const suite of fileSuites) {
      for (const wireCase of suite.cases) {
        const reason = exceptionOf(wireCase.id);
        it(`${file}: ${wireCase.id}`, { skip: reason ?? false }, () => {
          const model = modelOf(suite, wireCase.given);
          const codec = createServiceCodec(model).operation(wireCase.given.name)!;
          const response = wireCase.response!;
          const answer =
            wireCase.errorCode === undefined
              ? (codec.encode(outputOf(model, wireCase), "request-id") as WireResponse)
              : codec.encodeError(errorOf(model, wireCase), "request-id");
          const expected = responseOf(response, suite.metadata.protocol);
          assert.equal(answer.status, response.status_code);
          assert.deepEqual(readAnswer(model, wireCase, answer), expectedOf(wireCase));
          assert.deepEqual(readAnswer(model, wireCase, expected), expectedOf(wireCase), "AWS's own answer, read back");
        });
      }
    }
  }
});

type Members = Record<string, unknown>;

/** A map in the query takes every parameter, while a case's input has only those that other members don't give. */
function assertSameInput(model: ServiceModel, wireCase: Case, input: Members): void {
  const params = asCaseValue(wireCase.params ?? {}) as Members;
  const members = wireCase.given.input === undefined ? [] : model.members(model.resolve(wireCase.given.input).shape);
  for (const { memberName, traits, shape } of members) {
    if (traits.location !== "querystring" || shape.type !== "map") continue;
    input[memberName] = { ...(input[memberName] as Members), ...(params[memberName] as Members) };
    params[memberName] = input[memberName];
  }
  assert.deepEqual(input, params);
}

function outputOf(model: ServiceModel, wireCase: Case): unknown {
  return wireCase.given.output === undefined ? {} : toMemory(model, wireCase.given.output, wireCase.result ?? {});
}

function errorOf(model: ServiceModel, wireCase: Case): AwsError {
  const code = wireCase.errorCode!;
  const { name, shape } = model.errorShape(code)!;
  const members = toMemory(model, name, wireCase.error ?? {}) as Record<string, unknown>;
  return new AwsError(code, wireCase.errorMessage ?? "", {
    members,
    fault: shape.fault ? "server" : "client",
    status: wireCase.response!.status_code,
  });
}

function responseOf(response: NonNullable<Case["response"]>, protocol: string): WireResponse {
  const headers = Object.entries(response.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const body = response.body ?? "";
  return {
    status: response.status_code,
    headers: Object.fromEntries(headers),
    body: protocol === "smithy-rpc-v2-cbor" ? Buffer.from(body, "base64") : body,
  };
}

function expectedOf(wireCase: Case): unknown {
  if (wireCase.errorCode === undefined) return asCaseValue(wireCase.result ?? {});
  return { code: wireCase.errorCode, members: asCaseValue(wireCase.error ?? {}) };
}

/** Reads an answer as a client does: the output, or the error's code and members. */
function readAnswer(model: ServiceModel, wireCase: Case, answer: WireResponse): unknown {
  const body = typeof answer.body === "string" ? Buffer.from(answer.body, "utf8") : answer.body;
  const shapeName =
    wireCase.errorCode === undefined ? wireCase.given.output : model.errorShape(wireCase.errorCode)!.name;
  const usage = shapeName === undefined ? undefined : model.resolve(shapeName);
  const read = readers[model.metadata.protocol]!;
  const members = usage === undefined ? {} : asCaseValue(read.members(model, usage, wireCase, { ...answer, body }));
  if (wireCase.errorCode === undefined) return members;
  const named = String(answer.headers["x-amzn-query-error"] ?? read.errorCode({ ...answer, body }));
  const code = named.replace(/;.*$/, "").replace(/^.*#/, "").replace(/:.*$/, "");
  return { code, members };
}

interface BinaryAnswer extends WireResponse {
  readonly body: Uint8Array;
}

interface AnswerReader {
  members(model: ServiceModel, usage: Usage, wireCase: Case, answer: BinaryAnswer): unknown;
  errorCode(answer: BinaryAnswer): unknown;
}

function restMembers(bodies: (model: ServiceModel) => BodyReader) {
  return (model: ServiceModel, usage: Usage, _wireCase: Case, answer: BinaryAnswer): unknown => {
    const { "x-amzn-requestid": _requestId, ...headers } = answer.headers;
    const request = { headers, body: answer.body, rawQuery: "" } as unknown as WireRequest;
    const output = compileRestRequest(model, usage, bodies(model), invalidParameter)(request, {});
    const status = model.members(usage.shape).find(({ traits }) => traits.location === "statusCode");
    return status ? { ...output, [status.memberName]: answer.status } : output;
  };
}

const emptyRequest: WireRequest = {
  method: "POST",
  path: "/",
  rawQuery: "",
  headers: {},
  body: Buffer.alloc(0),
  sourceIp: "127.0.0.1",
};

function errorElement(answer: BinaryAnswer): XmlElement {
  const document = parseXml(bodyText(answer.body))!;
  return document.name === "Error" ? document : document.children.find(({ name }) => name === "Error")!;
}

function xmlErrorCode(answer: BinaryAnswer): string {
  return errorElement(answer).children.find(({ name }) => name === "Code")!.text;
}

function jsonErrorCode(answer: BinaryAnswer): unknown {
  const named = answer.headers["x-amzn-errortype"];
  if (named !== undefined) return named;
  const document = JSON.parse(bodyText(answer.body)) as Record<string, unknown>;
  return document.__type ?? document.code;
}

const readers: Readonly<Partial<Record<string, AnswerReader>>> = {
  json: {
    members: (model, usage, _wireCase, { body }) =>
      body.byteLength === 0 ? {} : new JsonReaderCompiler(model).compile(usage)(JSON.parse(bodyText(body))),
    errorCode: jsonErrorCode,
  },
  "rest-json": {
    members: restMembers((model) => jsonBodyReader(new JsonReaderCompiler(model))),
    errorCode: jsonErrorCode,
  },
  "rest-xml": {
    members(model, usage, wireCase, answer) {
      const bodies = xmlBodyReader(new XmlReaderCompiler(model));
      if (wireCase.errorCode === undefined) return restMembers(() => bodies)(model, usage, wireCase, answer);
      const inner = {
        ...bodies,
        readMembers: () => () => new XmlReaderCompiler(model).compile(usage)([errorElement(answer)]),
      };
      return restMembers(() => inner as BodyReader)(model, usage, wireCase, answer);
    },
    errorCode: xmlErrorCode,
  },
  "smithy-rpc-v2-cbor": {
    members: (model, usage, _wireCase, { body }) => {
      const tables = { ...model, operations: { Read: { input: usage.traits } } };
      const codec = createServiceCodec(new ServiceModel("wirecases", tables)).operation("Read")!;
      return codec.decode({ ...emptyRequest, body });
    },
    errorCode: ({ body }) => (decodeCbor(body) as Record<string, unknown>).__type,
  },
  query: {
    members(model, usage, wireCase, answer) {
      const result = parseXml(bodyText(answer.body))?.children.find(({ name }) => name.endsWith("Result"));
      const element = wireCase.errorCode === undefined ? result : errorElement(answer);
      return element ? new XmlReaderCompiler(model).compile(usage)([element]) : {};
    },
    errorCode: xmlErrorCode,
  },
};
