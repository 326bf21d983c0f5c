import assert from "node:assert/strict";
import { generateKeyPair, X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import type { APIGateway } from "@aws-sdk/client-api-gateway";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";
import { selfSignedCertificate } from "./x509.ts";

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

  it("are shown to HTTPS back ends, whose own may be trusted without asking", async () => {
    const { pemEncodedCertificate: ca = "", clientCertificateId = "" } = await client.generateClientCertificate({});
    const backEnd = await startBackEnd(ca);
    try {
      const uri = `https://localhost:${(backEnd.address() as AddressInfo).port}/`;
      const tlsConfig = { insecureSkipVerification: true };
      const integration = { type: "HTTP_PROXY", integrationHttpMethod: "GET", uri, requestTemplates: {} } as const;
      await api.method("GET", "/trusting", { integration: { ...integration, tlsConfig }, responses: [] });
      await api.method("GET", "/careful", { integration, responses: [] });
      await api.deploy();
      assert.equal((await api.send("GET", "/trusting")).text, "stranger");
      const patchOperations = [{ op: "replace" as const, path: "/clientCertificateId", value: clientCertificateId }];
      await client.updateStage({ restApiId: api.id, stageName: "dev", patchOperations });
      assert.equal((await api.send("GET", "/trusting")).text, "ApiGateway");
      assert.equal((await api.send("GET", "/careful")).status, 504);
    } finally {
      backEnd.closeAllConnections();
      backEnd.close();
    }
  });

  it("and such trust are for HTTP integrations alone", async () => {
    const integration = { tlsConfig: { insecureSkipVerification: true } };
    await assert.rejects(api.method("GET", "/", { integration }), { name: "BadRequestException" });
  });
});

/** A back end with a certificate of its own making, which tells who its caller is. */
async function startBackEnd(ca: string): Promise<Server> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const now = Date.now();
  const cert = selfSignedCertificate({
    commonName: "localhost",
    serialNumber: new Uint8Array(16),
    notBefore: now - 1000,
    notAfter: now + year,
    publicKey,
    privateKey,
  });
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const options = { cert, key, ca, requestCert: true, rejectUnauthorized: false };
  const server = createServer(options, (request, response) => {
    const peer = (request.socket as TLSSocket).getPeerCertificate();
    response.end(String(peer.subject?.CN ?? "stranger"));
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return server;
}
