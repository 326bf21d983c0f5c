import { AwsError } from "../kernel/errors.ts";

/** The request's body or a value in it can't be read as its type. JSON protocols. */
export function serializationException(message = ""): AwsError {
  return new AwsError("SerializationException", message);
}

/** A value nests deeper than any document of AWS's. JSON and CBOR protocols. */
export function nestedTooDeeply(): AwsError {
  return serializationException("The value is nested too deeply");
}

/** There is no such operation. JSON protocols. */
export function unknownOperationException(status = 400): AwsError {
  return new AwsError("UnknownOperationException", "", { status });
}

/** `Action` names no operation of the service, or there is none. Query protocol. */
export function invalidAction(action: string, version: string): AwsError {
  return new AwsError("InvalidAction", `Could not find operation ${action} for version ${version}`);
}

/** The request names no operation at all and carries no signature. */
export function missingAuthenticationToken(): AwsError {
  return new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", { status: 403 });
}

/** A parameter or element of the Query and XML protocols can't be read as its type. */
export function malformedInput(message: string): AwsError {
  return new AwsError("MalformedInput", message);
}

/** S3's answer to a body that isn't the XML it should be. */
export function malformedXml(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** A header, label or query parameter of a REST protocol can't be read as its type. */
export function invalidParameter(name: string, text: string): AwsError {
  return new AwsError("SerializationException", `The value '${text}' of ${name} can't be converted to its type`);
}
