/** A scalar that may be a key: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeDefinition.html */
export type ScalarType = "S" | "N" | "B";

/** The type of an attribute that is a key of a table or index. */
export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: ScalarType;
}

/** An attribute of a key and its role. */
export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

/** Which attributes an index holds beside the keys. */
export interface Projection {
  readonly ProjectionType: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly NonKeyAttributes?: readonly string[];
}

/** Whether capacity is provisioned or paid by request. */
export type BillingMode = "PROVISIONED" | "PAY_PER_REQUEST";

/** Provisioned throughput with its history; instants are epoch milliseconds. */
export interface Throughput {
  readonly read: number;
  readonly write: number;
  readonly increasedAt?: number;
  readonly decreasedAt?: number;
  /** Decreases on the (UTC) day of `decreasedAt`. */
  readonly decreases: number;
}

/** The most that may be paid by request, in request units a second. */
export interface OnDemandThroughput {
  readonly MaxReadRequestUnits?: number;
  readonly MaxWriteRequestUnits?: number;
}

/** What a table or index shall be able to serve at once. */
export interface WarmThroughput {
  readonly ReadUnitsPerSecond?: number;
  readonly WriteUnitsPerSecond?: number;
}

/** A secondary index as it is stored. */
export interface IndexRecord {
  readonly kind: "local" | "global";
  /** Where its entries are in the store; never given twice. */
  readonly number: number;
  readonly name: string;
  readonly keySchema: readonly KeySchemaElement[];
  readonly projection: Projection;
  /** Of a global index. */
  readonly throughput?: Throughput;
  readonly onDemandThroughput?: OnDemandThroughput;
  readonly warmThroughput?: WarmThroughput;
}

/** Encryption by a key of KMS. */
export interface ServerSideEncryption {
  readonly type: "KMS";
  readonly keyArn: string;
}

/** A table's own policy. */
export interface ResourcePolicy {
  readonly document: string;
  readonly revisionId: string;
}

/** A tag as AWS writes it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A table as it is stored. Instants are epoch milliseconds. */
export interface TableRecord {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  /** Where its items are in the store; never given twice. */
  readonly number: number;
  readonly createdAt: number;
  readonly attributeDefinitions: readonly AttributeDefinition[];
  readonly keySchema: readonly KeySchemaElement[];
  readonly billingMode: BillingMode;
  /** When it was last switched to PAY_PER_REQUEST; absent for a table that never was. */
  readonly payPerRequestSince?: number;
  readonly throughput: Throughput;
  readonly onDemandThroughput?: OnDemandThroughput;
  readonly warmThroughput?: WarmThroughput;
  readonly indexes: readonly IndexRecord[];
  readonly encryption?: ServerSideEncryption;
  readonly tableClass?: string;
  readonly tableClassSetAt?: number;
  readonly deletionProtection: boolean;
  readonly resourcePolicy?: ResourcePolicy;
  readonly tags: readonly Tag[];
}

/** Where a table is: tables of other accounts and regions are others. */
export interface TableAddress {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}
