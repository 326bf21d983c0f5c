import type { CodecOptions } from "./codec.ts";
import { type QueryForm, sqsQueryForm } from "./query-forms.ts";

/** What a service's wire form and its addresses need beyond its model. */
export interface WireDialect extends CodecOptions {
  /** The first label of its paths may stand before its host instead: `bucket.s3.localhost/key`. */
  readonly virtualHosts?: boolean;
  /** `GET` and `HEAD` requests without a signature or a telling host are taken for its own. */
  readonly unsignedReads?: boolean;
  /** `X-Amz-Target`: bodies of other types than these are answered as if the operation did not exist. */
  readonly contentTypes?: readonly string[];
  /** `X-Amz-Target`: bytes; longer bodies are not read. */
  readonly longestBody?: number;
  /** Its documents may also be CBOR, where the request's type says so. */
  readonly cbor?: boolean;
  /** The Query protocol that a service of the JSON protocol still speaks. */
  readonly queryForm?: QueryForm;
}

/** What is true of services on the wire and not told by their published models, by service name. */
export const wireDialects: Readonly<Record<string, WireDialect>> = {
  cloudwatch: {
    constraintErrorCode: "ValidationError",
    typePackage: "com.amazonaws.cloudwatch",
    queryErrorCodes: { AccessDeniedException: "AccessDenied" },
  },
  "cognito-idp": { constraintErrorCode: "InvalidParameterException" },
  dynamodb: {
    typePackage: "com.amazonaws.dynamodb.v20120810",
    checksum: true,
    contentTypes: ["application/x-amz-json-1.0", "application/json"],
    longestBody: 16 * 1024 * 1024,
    nestingError: {
      code: "ValidationException",
      message:
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
    },
  },
  kinesis: { cbor: true },
  lambda: { bytesType: "application/json" },
  logs: { constraintErrorCode: "InvalidParameterException" },
  s3: {
    virtualHosts: true,
    unsignedReads: true,
    bareErrors: true,
    xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
    textOutputs: ["GetBucketLocation"],
    supersededOperations: [
      "GetBucketLifecycle",
      "GetBucketNotification",
      "PutBucketLifecycle",
      "PutBucketNotification",
    ],
    outputElements: {
      CompleteMultipartUpload: "CompleteMultipartUploadResult",
      CreateMultipartUpload: "InitiateMultipartUploadResult",
      CreateSession: "CreateSessionResult",
      DeleteObjects: "DeleteResult",
      GetBucketAccelerateConfiguration: "AccelerateConfiguration",
      GetBucketAcl: "AccessControlPolicy",
      GetBucketCors: "CORSConfiguration",
      GetBucketLifecycleConfiguration: "LifecycleConfiguration",
      GetBucketLocation: "LocationConstraint",
      GetBucketLogging: "BucketLoggingStatus",
      GetBucketRequestPayment: "RequestPaymentConfiguration",
      GetBucketTagging: "Tagging",
      GetBucketVersioning: "VersioningConfiguration",
      GetBucketWebsite: "WebsiteConfiguration",
      GetObjectAcl: "AccessControlPolicy",
      GetObjectAttributes: "GetObjectAttributesResponse",
      GetObjectTagging: "Tagging",
      ListBuckets: "ListAllMyBucketsResult",
      ListMultipartUploads: "ListMultipartUploadsResult",
      ListObjectVersions: "ListVersionsResult",
      ListObjects: "ListBucketResult",
      ListObjectsV2: "ListBucketResult",
      ListParts: "ListPartsResult",
    },
  },
  sns: { queryErrorCodes: { AccessDeniedException: "AuthorizationError" } },
  sqs: {
    typePackage: "com.amazonaws.sqs",
    ownConstraints: true,
    queryForm: sqsQueryForm,
    queryErrorCodes: {
      AccessDeniedException: "AccessDenied",
      BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
      BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
      EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
      InvalidParameterValueException: "InvalidParameterValue",
      InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
      MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
      MissingRequiredParameterException: "MissingParameter",
      PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
      QueueDeletedRecently: "AWS.SimpleQueueService.QueueDeletedRecently",
      QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
      QueueNameExists: "QueueAlreadyExists",
      TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
      UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
    },
  },
  states: { typePackage: "com.amazonaws.swf.service.v2.model" },
};
