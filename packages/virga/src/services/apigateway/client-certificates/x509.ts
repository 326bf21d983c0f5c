import { type KeyObject, sign } from "node:crypto";

/** What is in a self-signed certificate; instants are epoch milliseconds. */
export interface CertificateContent {
  readonly commonName: string;
  readonly serialNumber: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const tags = { integer: 0x02, bitString: 0x03, null: 0x05, identifier: 0x06, utf8: 0x0c, sequence: 0x30, set: 0x31 };
const generalizedTime = 0x18;
/** 1.2.840.113549.1.1.11 */
const sha256WithRsa = Buffer.from("2a864886f70d01010b", "hex");
/** 2.5.4.3 */
const commonNameType = Buffer.from("550403", "hex");

/**
 * Makes a self-signed X.509 certificate for an RSA key, as PEM.
 * https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function selfSignedCertificate(content: CertificateContent): string {
  const { serialNumber, notBefore, notAfter, publicKey, privateKey, commonName } = content;
  const algorithm = sequence(element(tags.identifier, sha256WithRsa), element(tags.null, Buffer.alloc(0)));
  const type = element(tags.identifier, commonNameType);
  const name = sequence(element(tags.set, sequence(type, element(tags.utf8, Buffer.from(commonName)))));
  const body = sequence(
    // Version 3, explicitly tagged.
    element(0xa0, element(tags.integer, Buffer.from([2]))),
    element(tags.integer, positive(serialNumber)),
    algorithm,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = sequence(body, algorithm, element(tags.bitString, Buffer.concat([Buffer.from([0]), signature])));
  const lines = certificate.toString("base64").replace(/.{64}(?!$)/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** An element of DER: its tag, its length, its content. */
function element(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

function sequence(...elements: readonly Uint8Array[]): Buffer {
  return element(tags.sequence, Buffer.concat(elements));
}

/** Bytes as a positive integer: in as few as can be, with no sign. */
function positive(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy[0] = ((copy[0] ?? 0) & 0x7f) | 0x40;
  return copy;
}

/** `20260131235959Z` */
function time(instant: number): Buffer {
  const text = new Date(instant).toISOString().replace(/[-:T]|\.\d{3}/g, "");
  return element(generalizedTime, Buffer.from(text));
}
