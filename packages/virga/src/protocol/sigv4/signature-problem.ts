import { AwsError } from "../../kernel/errors.ts";
import type { ProtocolName } from "../model.ts";

/** What can be wrong with a signature. */
export type SignatureProblemKind =
  /** A part is missing or unreadable. */
  | "incomplete"
  /** A part of a presigned URL of Signature Version 2 is missing or unreadable. */
  | "incomplete-url"
  /** The signature or what it is scoped to is wrong. */
  | "invalid"
  /** No such access key. */
  | "unknown-key"
  /** The session token is over, or not the key's. */
  | "expired-token"
  | "invalid-token"
  /** The request is too old or from the future. */
  | "skewed"
  /** A presigned URL is past its time. */
  | "expired-url"
  | "missing";

/** What AWS says of a signature that was not made with the key's secret. */
export const signatureMismatch =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
  "and signing method. Consult the service documentation for details.";

/** A fault in a request's signature; each protocol has names of its own for it. */
export class SignatureProblem extends Error {
  readonly kind: SignatureProblemKind;

  constructor(kind: SignatureProblemKind, message: string) {
    super(message);
    this.name = "SignatureProblem";
    this.kind = kind;
  }
}

/** The family of names that errors about signatures have: JSON and REST-JSON services, Query services, or S3. */
export type SignatureErrorFamily = "json" | "query" | "rest-json" | "s3";

/** The family of a service's protocol. */
export function signatureErrorFamily(protocol: ProtocolName): SignatureErrorFamily {
  switch (protocol) {
    case "rest-xml":
      return "s3";
    case "query":
    case "ec2":
      return "query";
    case "rest-json":
      return "rest-json";
    default:
      return "json";
  }
}

type Answer = readonly [code: string, status: number];

const jsonCodes: Readonly<Record<SignatureProblemKind, string>> = {
  incomplete: "IncompleteSignatureException",
  "incomplete-url": "IncompleteSignatureException",
  invalid: "InvalidSignatureException",
  "unknown-key": "UnrecognizedClientException",
  "expired-token": "ExpiredTokenException",
  "invalid-token": "UnrecognizedClientException",
  skewed: "InvalidSignatureException",
  "expired-url": "InvalidSignatureException",
  missing: "MissingAuthenticationTokenException",
};

const queryAnswers: Readonly<Record<SignatureProblemKind, Answer>> = {
  incomplete: ["IncompleteSignature", 400],
  "incomplete-url": ["IncompleteSignature", 400],
  invalid: ["SignatureDoesNotMatch", 403],
  "unknown-key": ["InvalidClientTokenId", 403],
  "expired-token": ["ExpiredToken", 403],
  "invalid-token": ["InvalidClientTokenId", 403],
  skewed: ["SignatureDoesNotMatch", 403],
  "expired-url": ["SignatureDoesNotMatch", 403],
  missing: ["MissingAuthenticationToken", 403],
};

const s3Answers: Readonly<Record<SignatureProblemKind, Answer>> = {
  incomplete: ["AuthorizationHeaderMalformed", 400],
  "incomplete-url": ["AccessDenied", 403],
  invalid: ["SignatureDoesNotMatch", 403],
  "unknown-key": ["InvalidAccessKeyId", 403],
  "expired-token": ["ExpiredToken", 400],
  "invalid-token": ["InvalidToken", 400],
  skewed: ["RequestTimeTooSkewed", 403],
  "expired-url": ["AccessDenied", 403],
  missing: ["AccessDenied", 403],
};

const s3Messages: Partial<Record<SignatureProblemKind, string>> = {
  invalid:
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  "unknown-key": "The AWS Access Key Id you provided does not exist in our records.",
  "expired-token": "The provided token has expired.",
  "invalid-token": "The provided token is malformed or otherwise invalid.",
  skewed: "The difference between the request time and the current time is too large.",
  "expired-url": "Request has expired",
  missing: "Access Denied",
};

/** The AWS error for a signature problem in the words of a family. */
export function signatureError(problem: SignatureProblem, family: SignatureErrorFamily): AwsError {
  const message = problem.kind === "missing" ? "Request is missing Authentication Token" : problem.message;
  switch (family) {
    case "json":
      return new AwsError(jsonCodes[problem.kind], message);
    case "rest-json":
      return new AwsError(jsonCodes[problem.kind], message, { status: 403 });
    case "query": {
      const [code, status] = queryAnswers[problem.kind];
      return new AwsError(code, message, { status });
    }
    case "s3": {
      const [code, status] = s3Answers[problem.kind];
      return new AwsError(code, s3Messages[problem.kind] ?? message, { status });
    }
  }
}
