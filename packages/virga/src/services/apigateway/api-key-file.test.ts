import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

describe("a file of API keys", () => {
  let cloud: TestCloud;
  let client: APIGateway;

  beforeEach(async () => {
    cloud = await createTestCloud();
    client = cloud.client(APIGateway);
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  const read = (text: string, failOnWarnings = false) =>
    client.importApiKeys({ body: Buffer.from(text), format: "csv", failOnWarnings });

  it("becomes keys in their plans; a key that is there already is changed", async () => {
    const { id: one = "" } = await client.createUsagePlan({ name: "one" });
    const { id: two = "" } = await client.createUsagePlan({ name: "two" });
    const { ids, warnings, $metadata } = await read(
      `Enabled,Name,key,UsageplanIds,description,other
true,first,apikey1234abcdefghij0123456789,"${one},${two}","a, ""quoted"" text",x
FALSE,second,apikey1234abcdefghij0123456780,,,
,third,apikey1234abcdefghij0123456781,absent
`.replaceAll("\n", "\r\n"),
    );
    assert.deepEqual(
      [$metadata.httpStatusCode, ids?.length, warnings],
      [201, 3, ["Invalid Usage Plan identifier specified"]],
    );
    const { items = [] } = await client.getApiKeys({ includeValues: true });
    const shown = items.map(({ name, value, description, enabled }) => [name, value, description, enabled]);
    assert.deepEqual(
      new Set(shown.map((each) => JSON.stringify(each))),
      new Set([
        '["first","apikey1234abcdefghij0123456789","a, \\"quoted\\" text",true]',
        '["second","apikey1234abcdefghij0123456780","",false]',
        '["third","apikey1234abcdefghij0123456781","",true]',
      ]),
    );
    assert.deepEqual((await client.getUsagePlanKeys({ usagePlanId: two })).items?.length, 1);
    const again = await read(`name,key\nrenamed,apikey1234abcdefghij0123456789`);
    assert.deepEqual(again.ids, [ids?.[0]]);
    assert.equal((await client.getApiKey({ apiKey: ids?.[0] ?? "" })).name, "renamed");
  });

  it("that is none is refused, and nothing of it is taken", async () => {
    for (const text of [
      "\n",
      "name,value\na,b",
      "name,key\nshort,key",
      'name,key\na,apikey1234abcdefghij0123456789\n"b"c,d',
      "name,key,enabled\na,apikey1234abcdefghij0123456789,perhaps",
    ]) {
      await assert.rejects(read(text), { name: "BadRequestException" }, text);
    }
    const unknownPlan = "name,key,usageplanids\na,apikey1234abcdefghij0123456789,absent";
    await assert.rejects(read(unknownPlan, true), { name: "NotFoundException" });
    assert.deepEqual((await client.getApiKeys({})).items, []);
  });
});
