import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { S3 } from "@aws-sdk/client-s3";
import { createTestCloud } from "../../../testing/index.ts";

const body = (path: string) => ({
  openapi: "3.0.1",
  info: { title: "in the document" },
  paths: { [path]: { get: { responses: { "200": {} }, "x-amazon-apigateway-integration": { type: "mock" } } } },
});

describe("a template's API with an OpenAPI document", () => {
  it("is what the document says, inline or in a bucket, also after an update", async () => {
    const cloud = await createTestCloud();
    const cloudFormation = cloud.client(CloudFormation);
    const s3 = cloud.client(S3);
    await s3.createBucket({ Bucket: "documents" });
    await s3.putObject({ Bucket: "documents", Key: "api.json", Body: JSON.stringify(body("/stored")) });
    const paths = async () => {
      const client = cloud.client(APIGateway);
      const { items = [] } = await client.getRestApis({});
      const resources = await client.getResources({ restApiId: items[0]?.id });
      return [items[0]?.name, ...(resources.items ?? []).map(({ path }) => path).sort()];
    };
    const apply = async (operation: "createStack" | "updateStack", properties: object) => {
      const Resources = { Api: { Type: "AWS::ApiGateway::RestApi", Properties: properties } };
      const input = { StackName: "api", TemplateBody: JSON.stringify({ Resources }) };
      await (operation === "createStack" ? cloudFormation.createStack(input) : cloudFormation.updateStack(input));
      await cloud.clock.advance(60_000);
      const { Stacks } = await cloudFormation.describeStacks({ StackName: "api" });
      return Stacks?.[0]?.StackStatus;
    };
    assert.equal(await apply("createStack", { Body: body("/inline") }), "CREATE_COMPLETE");
    assert.deepEqual(await paths(), ["in the document", "/", "/inline"]);
    const BodyS3Location = { Bucket: "documents", Key: "api.json" };
    assert.equal(await apply("updateStack", { Name: "named", BodyS3Location }), "UPDATE_COMPLETE");
    assert.deepEqual(await paths(), ["named", "/", "/stored"]);
    await cloud.close();
  });
});
