import { AwsError } from "../../kernel/errors.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError("NoSuchBucket", "The specified bucket does not exist", {
    status: 404,
    members: { BucketName: bucket },
  });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404, members: { Key: key } });
}

/** What HEAD requests get, which have no body that could say more. */
export function notFound(): AwsError {
  return new AwsError("NotFound", "Not Found", { status: 404 });
}

export function noSuchUpload(uploadId: string): AwsError {
  return new AwsError(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { status: 404, members: { UploadId: uploadId } },
  );
}

/** A part of a bucket's configuration that was never set, e.g. `NoSuchTagSet`. */
export function notConfigured(code: string, message: string, bucket: string): AwsError {
  return new AwsError(code, message, { status: 404, members: { BucketName: bucket } });
}

export function accessDenied(): AwsError {
  return new AwsError("AccessDenied", "Access Denied", { status: 403 });
}

export function invalidArgument(message: string, name?: string, value?: string): AwsError {
  return new AwsError("InvalidArgument", message, {
    members: {
      ...(name === undefined ? {} : { ArgumentName: name }),
      ...(value === undefined ? {} : { ArgumentValue: value }),
    },
  });
}

export function invalidRequest(message: string): AwsError {
  return new AwsError("InvalidRequest", message);
}

export function malformedXml(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** A checksum of another algorithm than the upload's, or none (`null`) where the upload wants one. */
export function checksumMismatch(expected: string, actual: string | undefined): AwsError {
  const types = [expected, actual ?? "null"].map((name) => name.toLowerCase());
  return invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${types[0]}, actual checksum Type: ${types[1]}`,
  );
}

/** A condition header that does not hold. */
export function preconditionFailed(condition: string): AwsError {
  return new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    status: 412,
    members: { Condition: condition },
  });
}

export function notModified(etag: string): AwsError {
  return new AwsError("NotModified", "Not Modified", { status: 304, headers: { etag } });
}

/** A checksum that is not the content's. CompleteMultipartUpload writes the algorithm in lower case, uploads in upper case. */
export function badDigest(algorithm: string): AwsError {
  return new AwsError("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}

/** What Virga does not serve, by name, with the code and status that S3 has for what it does not. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", `Virga does not support ${what} of S3.`, { status: 501 });
}
