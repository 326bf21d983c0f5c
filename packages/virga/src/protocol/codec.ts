import type { AwsError } from "../kernel/errors.ts";
import type { WireAnswer, WireRequest, WireResponse } from "../kernel/wire.ts";
import type { OperationModel } from "./model.ts";

/** Path labels and other parts of the request that routing has already read, by the label's name in the model. */
export type Labels = Readonly<Record<string, string>>;

/** One operation on the wire: reads its requests and writes its answers. Inputs and outputs have the AWS SDK's form. */
export interface OperationCodec {
  readonly service: string;
  readonly operation: string;
  readonly model: OperationModel;
  /** @throws AwsError when the request can't be read as the operation's input. */
  decode(request: WireRequest, labels?: Labels): unknown;
  /** Checks the input against the model's constraints. @throws AwsError with AWS's message and the service's code. */
  validate(input: unknown): void;
  /** Writes an output; one with a stream of events becomes an answer that comes piece by piece. */
  encode(output: unknown, requestId: string): WireAnswer;
  encodeError(error: AwsError, requestId: string): WireResponse;
}

/** What a service's wire form needs beyond its model. */
export interface CodecOptions {
  /**
   * JSON protocols only. Inputs and outputs (of all operations, or of these) keep their JSON form: blobs are base64 text, timestamps are numbers, and
   * the output is written by `JSON.stringify`, or as it is if it is an `EncodedJson`.
   */
  readonly rawJson?: boolean | ReadonlySet<string>;
  /** The package before the names of the service's types in `__type` and in type errors, without `#` or dot at the end. */
  readonly typePackage?: string;
  /** The error code of constraint violations; `ValidationException` (`ValidationError` in the Query protocol) unless told. */
  readonly constraintErrorCode?: string;
  /** Sends `x-amz-crc32` of the body, as DynamoDB does. */
  readonly checksum?: boolean;
  /** The service checks its inputs itself, with texts of its own; the model's constraints are left aside. */
  readonly ownConstraints?: boolean;
  /** The codes that errors had in the Query protocol that the service once spoke, where the model doesn't tell. */
  readonly queryErrorCodes?: Readonly<Record<string, string>>;
  /** JSON protocols: the error for values that nest without end; `SerializationException` unless told. */
  readonly nestingError?: { readonly code: string; readonly message: string };
  /** REST-XML: errors are a bare `<Error>` document, as S3's are. */
  readonly bareErrors?: boolean;
  /** REST-XML: names of the root elements of outputs, by operation. */
  readonly outputElements?: Readonly<Record<string, string>>;
  /** REST-XML: operations whose only output member is the text of the root element. */
  readonly textOutputs?: readonly string[];
  /** REST-JSON: the type of answers whose body is the bytes of one member; `application/octet-stream` unless told. */
  readonly bytesType?: string;
  /** REST: operations whose route another one has taken over; clients have not had them for years. */
  readonly supersededOperations?: readonly string[];
  /** REST-XML: the namespace of documents, where the model doesn't tell. */
  readonly xmlNamespace?: string;
}

/** A protocol's handling of one service: compiled per operation, and able to answer before an operation is known. */
export interface ServiceCodec {
  readonly service: string;
  /** The codec of an operation; undefined if AWS has no operation of that name. */
  operation(name: string): OperationCodec | undefined;
  /** Writes an error of a request that names no operation. */
  encodeError(error: AwsError, requestId: string): WireResponse;
}
