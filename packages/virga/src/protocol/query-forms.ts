/** How a service that speaks JSON is spoken to in its older Query protocol, where its model does not tell any more. */
export interface QueryForm {
  readonly xmlNamespace: string;
  /** What members of a flattened list or map are called, by its shape. */
  readonly memberNames: Readonly<Record<string, string>>;
  /** What keys and values of maps are called, by their shape. */
  readonly entryNames: Readonly<Record<string, readonly [key: string, value: string]>>;
  /** The input member that the request's path stands for, if the parameters don't have it. */
  readonly pathMember: string;
  /** Other texts of errors, by their code. */
  readonly errorTexts: Readonly<Record<string, string>>;
  /** Other names of result members in JSON answers, which clients ask for by `Accept`. */
  readonly jsonNames: Readonly<Record<string, string>>;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-xml.html */
export const sqsQueryForm: QueryForm = {
  xmlNamespace: "http://queue.amazonaws.com/doc/2012-11-05/",
  memberNames: {
    AWSAccountIdList: "AWSAccountId",
    ActionNameList: "ActionName",
    AttributeNameList: "AttributeName",
    BatchResultErrorEntryList: "BatchResultErrorEntry",
    ChangeMessageVisibilityBatchRequestEntryList: "ChangeMessageVisibilityBatchRequestEntry",
    ChangeMessageVisibilityBatchResultEntryList: "ChangeMessageVisibilityBatchResultEntry",
    DeleteMessageBatchRequestEntryList: "DeleteMessageBatchRequestEntry",
    DeleteMessageBatchResultEntryList: "DeleteMessageBatchResultEntry",
    ListMessageMoveTasksResultEntryList: "ListMessageMoveTasksResultEntry",
    MessageAttributeNameList: "MessageAttributeName",
    MessageBodyAttributeMap: "MessageAttribute",
    MessageBodySystemAttributeMap: "MessageSystemAttribute",
    MessageList: "Message",
    MessageSystemAttributeList: "MessageSystemAttributeName",
    MessageSystemAttributeMap: "Attribute",
    QueueAttributeMap: "Attribute",
    QueueUrlList: "QueueUrl",
    SendMessageBatchRequestEntryList: "SendMessageBatchRequestEntry",
    SendMessageBatchResultEntryList: "SendMessageBatchResultEntry",
    TagKeyList: "TagKey",
    TagMap: "Tag",
  },
  entryNames: {
    MessageBodyAttributeMap: ["Name", "Value"],
    MessageBodySystemAttributeMap: ["Name", "Value"],
    MessageSystemAttributeMap: ["Name", "Value"],
    QueueAttributeMap: ["Name", "Value"],
    TagMap: ["Key", "Value"],
  },
  pathMember: "QueueUrl",
  errorTexts: { QueueDoesNotExist: "The specified queue does not exist for this wsdl version." },
  jsonNames: { Messages: "messages" },
};
