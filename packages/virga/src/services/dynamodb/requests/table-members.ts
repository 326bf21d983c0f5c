import type {
  AttributeDefinition,
  BillingMode,
  KeySchemaElement,
  OnDemandThroughput,
  Projection,
  Tag,
  WarmThroughput,
} from "../model.ts";
import { indexName } from "./item-members.ts";
import { flag, list, required, structure, text, whole } from "./shapes.ts";

/** Provisioned throughput as requests have it. */
export interface ThroughputInput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

/** A new local index. */
export interface LocalIndexInput {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: Partial<Projection>;
}

/** A new global index. */
export interface GlobalIndexInput extends LocalIndexInput {
  readonly ProvisionedThroughput?: ThroughputInput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: WarmThroughput;
}

/** A request's `SSESpecification`. */
export interface EncryptionInput {
  readonly Enabled?: boolean;
  readonly SSEType?: string;
  readonly KMSMasterKeyId?: string;
}

/** A request's `StreamSpecification`. */
export interface StreamInput {
  readonly StreamEnabled: boolean;
  readonly StreamViewType?: string;
}

/** What CreateTable and UpdateTable have in common. */
export interface TableInput {
  readonly TableName: string;
  readonly AttributeDefinitions?: readonly AttributeDefinition[];
  readonly BillingMode?: BillingMode;
  readonly ProvisionedThroughput?: ThroughputInput;
  readonly OnDemandThroughput?: OnDemandThroughput;
  readonly WarmThroughput?: WarmThroughput;
  readonly SSESpecification?: EncryptionInput;
  readonly StreamSpecification?: StreamInput;
  readonly TableClass?: string;
  readonly DeletionProtectionEnabled?: boolean;
}

/** The input of CreateTable. */
export interface CreateTableInput extends TableInput {
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeySchemaElement[];
  readonly LocalSecondaryIndexes?: readonly LocalIndexInput[];
  readonly GlobalSecondaryIndexes?: readonly GlobalIndexInput[];
  readonly Tags?: readonly Tag[];
  readonly ResourcePolicy?: string;
}

const keyName = text({ min: 1, max: 255 });
const capacity = required(whole("Long", { min: 1 }));

/** Types of key attributes. */
export const attributeDefinitions = list(
  structure("AttributeDefinition", {
    AttributeName: required(keyName),
    AttributeType: required(text({ enum: ["B", "N", "S"] })),
  }),
);

const keySchemaElement = structure("KeySchemaElement", {
  AttributeName: required(keyName),
  KeyType: required(text({ enum: ["HASH", "RANGE"] })),
});

/** The keys of a table; those of global indexes can be more. */
export const tableKeySchema = list(keySchemaElement, { min: 1, max: 2 });

/** Provisioned throughput. */
export const provisionedThroughput = structure("ProvisionedThroughput", {
  WriteCapacityUnits: capacity,
  ReadCapacityUnits: capacity,
});

/** Limits of on-demand throughput. */
export const onDemandThroughput = structure("OnDemandThroughput", {
  MaxReadRequestUnits: whole("Long"),
  MaxWriteRequestUnits: whole("Long"),
});

/** Warm throughput. */
export const warmThroughput = structure("WarmThroughput", {
  ReadUnitsPerSecond: whole("Long"),
  WriteUnitsPerSecond: whole("Long"),
});

const projection = structure("Projection", {
  ProjectionType: text({ enum: ["ALL", "INCLUDE", "KEYS_ONLY"] }),
  NonKeyAttributes: list(keyName, { min: 1, max: 20 }),
});

const indexMembers = {
  IndexName: required(indexName),
  KeySchema: required(list(keySchemaElement, { min: 1 })),
  Projection: required(projection),
} as const;

const globalIndexMembers = {
  ...indexMembers,
  ProvisionedThroughput: provisionedThroughput,
  OnDemandThroughput: onDemandThroughput,
  WarmThroughput: warmThroughput,
} as const;

/** The local indexes of a new table. */
export const localIndexes = list(structure("LocalSecondaryIndex", indexMembers));
/** The global indexes of a new table. */
export const globalIndexes = list(structure("GlobalSecondaryIndex", globalIndexMembers));

/** Changes of global indexes. */
export const globalIndexUpdates = list(
  structure("GlobalSecondaryIndexUpdate", {
    Update: structure("UpdateGlobalSecondaryIndexAction", {
      IndexName: required(indexName),
      ProvisionedThroughput: provisionedThroughput,
      OnDemandThroughput: onDemandThroughput,
      WarmThroughput: warmThroughput,
    }),
    Create: structure("CreateGlobalSecondaryIndexAction", globalIndexMembers),
    Delete: structure("DeleteGlobalSecondaryIndexAction", { IndexName: required(indexName) }),
  }),
);

/** Tags. */
export const tags = list(
  structure("Tag", {
    Key: required(text({ min: 1, max: 128 })),
    Value: required(text({ max: 256 })),
  }),
);

/** The members of `TableInput` besides the name. */
export const tableMembers = {
  BillingMode: text({ enum: ["PROVISIONED", "PAY_PER_REQUEST"] }),
  ProvisionedThroughput: provisionedThroughput,
  OnDemandThroughput: onDemandThroughput,
  WarmThroughput: warmThroughput,
  SSESpecification: structure("SSESpecification", {
    Enabled: flag,
    SSEType: text({ enum: ["AES256", "KMS"] }),
    KMSMasterKeyId: text(),
  }),
  StreamSpecification: structure("StreamSpecification", {
    StreamEnabled: required(flag),
    StreamViewType: text({ enum: ["OLD_IMAGE", "KEYS_ONLY", "NEW_IMAGE", "NEW_AND_OLD_IMAGES"] }),
  }),
  TableClass: text({ enum: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] }),
  DeletionProtectionEnabled: flag,
} as const;
