import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EncodedJson } from "../kernel/encoded-json.ts";
import { AwsError } from "../kernel/errors.ts";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";
import { createCodecs } from "./codecs.ts";
import { createModelCatalog } from "./model-catalog.ts";

const catalog = createModelCatalog();
const codecs = createCodecs(catalog, { rawJson: (service) => service === "dynamodb" });

function request(body: string): WireRequest {
  return { method: "POST", path: "/", rawQuery: "", headers: {}, body: Buffer.from(body), sourceIp: "127.0.0.1" };
}

function decode(service: string, operation: string, body: string): unknown {
  return codecs.operation(service, operation)!.decode(request(body));
}

function complaintOf(service: string, operation: string, body: string): string {
  try {
    decode(service, operation, body);
  } catch (thrown) {
    assert.ok(thrown instanceof AwsError);
    assert.equal(thrown.code, "SerializationException");
    return thrown.message;
  }
  throw new assert.AssertionError({ message: `${body} was read` });
}

describe("JSON bodies", () => {
  it("of another type are refused in AWS's words", () => {
    const cases = [
      ['{"TableName":1}', "NUMBER_VALUE cannot be converted to String"],
      ['{"TableName":1.5}', "DECIMAL_VALUE cannot be converted to String"],
      ['{"TableName":true}', "TRUE_VALUE cannot be converted to String"],
      ['{"TableName":[]}', "Unrecognized collection type class java.lang.String"],
      ['{"TableName":{}}', "Start of structure or map found where not expected"],
      ['{"ConsistentRead":"maybe"}', "Unexpected token received from parser"],
      ['{"AttributesToGet":"a"}', "Unexpected field type"],
      ['{"Key":{"a":{"B":"abc"}}}', "Base64 encoded length is expected a multiple of 4 bytes but found: 3"],
      ['{"Key":{"a":"x"}}', "Unexpected value type in payload"],
      [
        '{"Key":[]}',
        "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
      ],
      ["[]", "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.GetItemInput"],
      ["{", ""],
      ["", ""],
    ];
    for (const [body, message] of cases) assert.equal(complaintOf("dynamodb", "GetItem", body!), message, body);
    assert.equal(complaintOf("dynamodb", "Query", '{"Limit":"1"}'), "STRING_VALUE cannot be converted to Integer");
  });

  it("may nest deeply but not without end", () => {
    const nested = (levels: number) => `{"TableName":"t","Key":{"a":${'{"L":['.repeat(levels)}${"]}".repeat(levels)}}}`;
    assert.ok(decode("dynamodb", "GetItem", nested(900)));
    for (const levels of [20_000, 20_000]) {
      assert.throws(() => decode("dynamodb", "GetItem", nested(levels)), {
        code: "ValidationException",
        message: /^Nesting Levels have exceeded supported limits/,
      });
    }
    assert.ok(decode("dynamodb", "GetItem", nested(900)));
  });

  it("keep their JSON form for services that ask for it; nulls are as good as absent", () => {
    const body = '{"TableName":"t","Key":{"a":{"B":"AAEC"}},"ConsistentRead":null}';
    assert.deepEqual(decode("dynamodb", "GetItem", body), { TableName: "t", Key: { a: { B: "AAEC" } } });
  });

  it("become the SDK's form for others", () => {
    const put = decode("kinesis", "PutRecord", '{"StreamName":"s","Data":"AAEC","PartitionKey":"p","Unknown":1}');
    assert.deepEqual(put, { StreamName: "s", Data: new Uint8Array([0, 1, 2]), PartitionKey: "p" });
  });
});

describe("JSON answers", () => {
  it("are written as they are if they are JSON text already", () => {
    const codec = codecs.operation("dynamodb", "GetItem")!;
    const answer = codec.encode(new EncodedJson('{"Item":{}}'), "id") as WireResponse;
    assert.equal(answer.body, '{"Item":{}}');
    assert.deepEqual(answer.headers, {
      "x-amzn-requestid": "id",
      "content-type": "application/x-amz-json-1.0",
      "x-amz-crc32": "49613676",
    });
  });

  it("name the package of an error's type in JSON 1.0 and its bare name in 1.1", () => {
    const typeOf = (service: string, error: AwsError) => {
      const { status, body } = codecs.service(service).encodeError(error, "id");
      return [status, JSON.parse(String(body)) as unknown];
    };
    assert.deepEqual(typeOf("dynamodb", new AwsError("ResourceNotFoundException", "Requested resource not found")), [
      400,
      { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", message: "Requested resource not found" },
    ]);
    assert.deepEqual(typeOf("dynamodb", new AwsError("ValidationException", "m")), [
      400,
      { __type: "com.amazon.coral.validate#ValidationException", message: "m" },
    ]);
    assert.deepEqual(typeOf("dynamodb", new AwsError("AccessDeniedException", "m")), [
      400,
      { __type: "com.amazon.coral.service#AccessDeniedException", Message: "m" },
    ]);
    assert.deepEqual(typeOf("cognito-idp", new AwsError("UserNotFoundException", "User does not exist.")), [
      400,
      { __type: "UserNotFoundException", message: "User does not exist." },
    ]);
  });

  it("give the Query protocol's code of services that once spoke it", () => {
    const { headers } = codecs.service("sqs").encodeError(new AwsError("QueueDoesNotExist", "m"), "id");
    assert.equal(headers["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender");
  });
});
