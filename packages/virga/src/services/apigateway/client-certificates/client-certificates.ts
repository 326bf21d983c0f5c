import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { ClientCertificate, GenerateClientCertificateRequest } from "@aws-sdk/client-api-gateway";
import type { Call } from "../../../kernel/service.ts";
import { defined, newId } from "../model.ts";
import type { PatchPath } from "../patch.ts";
import { selfSignedCertificate } from "./x509.ts";

/** A certificate by which HTTPS back ends know the calls of an API; instants are epoch milliseconds. */
export interface ClientCertificateRecord extends Omit<ClientCertificate, "createdDate" | "expirationDate"> {
  readonly clientCertificateId: string;
  readonly pemEncodedCertificate: string;
  /** PEM; nobody sees it. */
  readonly privateKey: string;
  readonly created: number;
  readonly expires: number;
}

/** How long a certificate is valid, in milliseconds. */
const lifetime = 365 * 24 * 60 * 60 * 1000;
const keyBits = 2048;

const generate = promisify(generateKeyPair);

/** Makes a key and a certificate for it. Keys are random, also where ids are seeded. */
export async function newClientCertificate(
  call: Call,
  { description, tags }: GenerateClientCertificateRequest,
): Promise<ClientCertificateRecord> {
  const { host, now } = call;
  const { publicKey, privateKey: secret } = await host.activity.track(generate("rsa", { modulusLength: keyBits }));
  const expires = now + lifetime;
  const pemEncodedCertificate = selfSignedCertificate({
    commonName: "ApiGateway",
    serialNumber: host.ids.bytes(16),
    notBefore: now,
    notAfter: expires,
    publicKey,
    privateKey: secret,
  });
  const privateKey = secret.export({ type: "pkcs8", format: "pem" }).toString();
  const clientCertificateId = newId(call, 6);
  return defined({ clientCertificateId, description, pemEncodedCertificate, privateKey, tags, created: now, expires });
}

/** What a caller sees of a certificate. */
export function clientCertificateView(record: ClientCertificateRecord): ClientCertificate {
  const { privateKey: _secret, created, expires, ...certificate } = record;
  return { ...certificate, createdDate: new Date(created), expirationDate: new Date(expires) };
}

export const clientCertificatePaths: readonly PatchPath[] = [
  { path: "/description", kind: "string", operations: ["replace"] },
];
