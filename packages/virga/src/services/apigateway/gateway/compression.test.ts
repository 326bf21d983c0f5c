import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

describe("compression", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    await api.method("POST", "/", {
      integration: { requestTemplates: { "application/json": '#set($context.b = $input.body){"statusCode": 200}' } },
      responseTemplate: "$context.b",
    });
    await api.deploy();
  });

  afterEach(() => cloud.close());

  const body = JSON.stringify({ text: "x".repeat(100) });

  async function resize(op: "replace" | "remove", value?: string): Promise<void> {
    const patchOperations = [{ op, path: "/minimumCompressionSize", ...(value === undefined ? {} : { value }) }];
    await api.client.updateRestApi({ restApiId: api.id, patchOperations });
    await api.deploy();
  }

  describe("of requests", () => {
    for (const [coding, packed] of [
      ["gzip", gzipSync(body)],
      ["deflate", deflateSync(body)],
      ["identity", Buffer.from(body)],
    ] as const) {
      it(`is undone before anything reads them (${coding})`, async () => {
        const { status, text } = await api.send("POST", "/", packed, { "content-encoding": coding });
        assert.deepEqual([status, text], [200, body]);
      });
    }

    it("is refused if it is not supported, or is not the body's", async () => {
      for (const [coding, packed] of [
        ["br", "x"],
        ["gzip", "no gzip"],
        ["deflate", gzipSync(body)],
        ["gzip", gzipSync(body).subarray(0, 30)],
      ] as const) {
        const answer = await api.send("POST", "/", packed, { "content-encoding": coding });
        assert.deepEqual([answer.status, answer.text], [415, '{"message": "Unsupported Media Type"}'], coding);
      }
    });

    it("unpacks no more than a payload may have", async () => {
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
      assert.ok(bomb.length < 100_000);
      const answer = await api.send("POST", "/", bomb, { "content-encoding": "gzip" });
      assert.deepEqual(
        [answer.status, answer.text, answer.headers["x-amzn-errortype"]],
        [413, '{"message":"HTTP content length exceeded 10485760 bytes."}', "RequestTooLargeException"],
      );
    });
  });

  describe("of answers", () => {
    const answered = async (acceptEncoding?: string) => {
      const headers: Record<string, string> = acceptEncoding === undefined ? {} : { "accept-encoding": acceptEncoding };
      const { bytes, headers: answer } = await api.send("POST", "/", body, headers);
      const coding = answer["content-encoding"];
      const unpacked = coding === "gzip" ? gunzipSync(bytes) : coding === "deflate" ? inflateSync(bytes) : bytes;
      assert.equal(unpacked.toString(), body);
      return coding;
    };

    it("is the client's favourite, if that is one that API Gateway has", async () => {
      assert.equal(await answered("gzip"), undefined, "not enabled");
      await resize("replace", "0");
      for (const [accept, coding] of [
        ["gzip", "gzip"],
        ["deflate", "deflate"],
        ["gzip, deflate, br", "gzip"],
        ["deflate;q=0.5, gzip;q=1.0", "gzip"],
        ["gzip;q=0.5,identity", undefined],
        ["br, gzip;q=0.9", undefined],
        ["gzip;q=0", undefined],
        ["*", undefined],
        [undefined, undefined],
      ] as const) {
        assert.equal(await answered(accept), coding, accept);
      }
    });

    it("begins at the API's size, with its next deployment, until that is taken away", async () => {
      await resize("replace", String(body.length));
      assert.equal(await answered("gzip"), "gzip");
      await resize("replace", String(body.length + 1));
      assert.equal(await answered("gzip"), undefined);
      const patchOperations = [{ op: "replace" as const, path: "/minimumCompressionSize", value: "0" }];
      await api.client.updateRestApi({ restApiId: api.id, patchOperations });
      assert.equal(await answered("gzip"), undefined, "not deployed");
      await api.deploy();
      assert.equal(await answered("gzip"), "gzip");
      await resize("replace", "");
      const { minimumCompressionSize } = await api.client.getRestApi({ restApiId: api.id });
      assert.deepEqual([minimumCompressionSize, await answered("gzip")], [undefined, undefined]);
    });

    it("is refused for sizes that no answer has", async () => {
      const message = "Invalid minimum compression size, must be between 0 and 10485760";
      await assert.rejects(resize("replace", "10485761"), { name: "BadRequestException", message });
      await assert.rejects(api.client.createRestApi({ name: "x", minimumCompressionSize: -1 }), { message });
    });
  });
});
