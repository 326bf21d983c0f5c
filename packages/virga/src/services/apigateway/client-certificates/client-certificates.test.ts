import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const year = 365 * 24 * 60 * 60 * 1000;

describe("client certificates", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;
  let client: APIGateway;

  beforeEach(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    client = api.client;
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  it("are real ones, signed by themselves and valid for a year", async () => {
    const made = await client.generateClientCertificate({ description: "back end", tags: { a: "1" } });
    assert.equal(made.$metadata.httpStatusCode, 201);
    const certificate = new X509Certificate(made.pemEncodedCertificate ?? "");
    assert.equal(certificate.subject, "CN=ApiGateway");
    assert.equal(certificate.issuer, certificate.subject);
    assert.ok(certificate.verify(certificate.publicKey));
    assert.equal(certificate.validToDate.getTime(), made.expirationDate?.getTime());
    assert.equal((made.expirationDate?.getTime() ?? 0) - (made.createdDate?.getTime() ?? 0), year);
    const name = { clientCertificateId: made.clientCertificateId ?? "" };
    const found = await client.getClientCertificate(name);
    assert.deepEqual(Object.keys(found).includes("privateKey"), false);
    const patchOperations = [{ op: "replace" as const, path: "/description", value: "other" }];
    await client.updateClientCertificate({ ...name, patchOperations });
    const { items } = await client.getClientCertificates({});
    assert.deepEqual(
      items?.map(({ description }) => description),
      ["other"],
    );
    const resourceArn = `arn:aws:apigateway:us-east-1::/clientcertificates/${name.clientCertificateId}`;
    assert.deepEqual((await client.getTags({ resourceArn })).tags, { a: "1" });
    await client.deleteClientCertificate(name);
    await assert.rejects(client.getClientCertificate(name), {
      name: "NotFoundException",
      message: "Invalid Client Certificate identifier specified",
    });
  });

  it("have to be there for a stage that names them", async () => {
    await api.method("GET", "/");
    await api.deploy();
    const patchOperations = [{ op: "replace" as const, path: "/clientCertificateId", value: "absent" }];
    await assert.rejects(client.updateStage({ restApiId: api.id, stageName: "dev", patchOperations }), {
      name: "NotFoundException",
    });
  });
});
