import { invalidParameters, unsupported, validationError } from "../errors.ts";
import type { AttributeDefinition, BillingMode, KeySchemaElement } from "../model.ts";
import type {
  CreateTableInput,
  GlobalIndexInput,
  LocalIndexInput,
  TableInput,
  ThroughputInput,
} from "../requests/table-members.ts";

const mostCapacity = 1_000_000_000_000;
const mostLocalIndexes = 5;
const mostGlobalIndexes = 20;
/** Of a global index: so many partition attributes, and so many sort attributes. */
const mostIndexKeys = 4;
/** Attributes that all indexes of a table together may name for their projections. */
const mostProjected = 100;
const mostTags = 50;

/** Checks the definition of a new table in DynamoDB's order; throws its errors. */
export function checkDefinition(input: CreateTableInput): void {
  checkBilling(input.BillingMode ?? "PROVISIONED", input.ProvisionedThroughput);
  const { AttributeDefinitions: definitions, KeySchema: keySchema } = input;
  const defined = definitions.map(({ AttributeName }) => AttributeName);
  checkRepeatedDefinitions(defined);
  checkKeySchema(keySchema, defined);
  if (keySchema.length > 1 && keySchema[1]?.KeyType !== "RANGE") {
    throw validationError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  const { LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = input;
  const names = new Set<string>();
  if (local) checkLocalIndexes(local, keySchema, defined, names);
  if (global) checkGlobalIndexes(global, defined, names, input.BillingMode ?? "PROVISIONED");
  checkAllUsed(
    definitions,
    [keySchema, ...[...(local ?? []), ...(global ?? [])].map(({ KeySchema }) => KeySchema)],
    !local && !global,
  );
  checkProjectedTotal([...(local ?? []), ...(global ?? [])]);
  if (new Set(input.Tags?.map(({ Key }) => Key)).size !== (input.Tags?.length ?? 0)) {
    throw validationError("Duplicate tag keys are not allowed");
  }
  if ((input.Tags?.length ?? 0) > mostTags) throw validationError(`Too many tags: a resource can have ${mostTags}`);
}

/** Streams and replicas come later; asking for them fails by name. */
export function checkSupported(input: TableInput): void {
  if (input.StreamSpecification?.StreamEnabled) throw unsupported("StreamSpecification: streams of tables");
  const members = input as unknown as Readonly<Record<string, unknown>>;
  for (const member of [
    "GlobalTableSourceArn",
    "GlobalTableSettingsReplicationMode",
    "ReplicaUpdates",
    "MultiRegionConsistency",
    "GlobalTableWitnessUpdates",
  ]) {
    if (members[member] !== undefined && members[member] !== null) throw unsupported(`${member}: global tables`);
  }
}

/** Checks that throughput is given exactly if it is provisioned. */
export function checkBilling(billingMode: BillingMode, throughput: ThroughputInput | undefined): void {
  if (billingMode === "PAY_PER_REQUEST") {
    if (!throughput) return;
    throw invalidParameters(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (!throughput) {
    throw invalidParameters(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  checkThroughput(throughput);
}

/** Checks the bounds of throughput. */
export function checkThroughput({ ReadCapacityUnits: read, WriteCapacityUnits: write }: ThroughputInput): void {
  if (read > mostCapacity) throw validationError(`Given value ${read} for ReadCapacityUnits is out of bounds`);
  if (write > mostCapacity) throw validationError(`Given value ${write} for WriteCapacityUnits is out of bounds`);
}

function checkRepeatedDefinitions(defined: readonly string[]): void {
  if (new Set(defined).size === defined.length) return;
  throw invalidParameters("Cannot define duplicate attributes in AttributeDefinitions");
}

function checkKeySchema(keySchema: readonly KeySchemaElement[], defined: readonly string[]): void {
  const keys = keySchema.map(({ AttributeName }) => AttributeName);
  if (keys.length > defined.length) {
    throw validationError("Invalid KeySchema: Some index key attribute have no definition");
  }
  if (keys.some((name) => !defined.includes(name))) {
    throw invalidParameters(
      "Some index key attributes are not defined in AttributeDefinitions. " +
        `Keys: [${keys.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  }
  if (keys.length === 2 && keys[0] === keys[1]) {
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (keySchema[0]?.KeyType !== "HASH") {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
}

function checkAllUsed(
  definitions: readonly AttributeDefinition[],
  schemas: readonly (readonly KeySchemaElement[])[],
  tableOnly: boolean,
): void {
  const used = new Set(schemas.flat().map(({ AttributeName }) => AttributeName));
  const unused = definitions.map(({ AttributeName }) => AttributeName).filter((name) => !used.has(name));
  if (unused.length === 0) return;
  if (tableOnly) {
    throw invalidParameters(
      "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
    );
  }
  throw invalidParameters(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${definitions.map(({ AttributeName }) => AttributeName).join(", ")}], keys used: [${Array.from(used).join(", ")}]`,
  );
}

function checkLocalIndexes(
  indexes: readonly LocalIndexInput[],
  tableSchema: readonly KeySchemaElement[],
  defined: readonly string[],
  names: Set<string>,
): void {
  if (indexes.length === 0) throw invalidParameters("List of LocalSecondaryIndexes is empty");
  if (tableSchema.length !== 2) {
    throw invalidParameters(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  }
  const tableKey = tableSchema[0]!.AttributeName;
  for (const { IndexName, KeySchema, Projection } of indexes) {
    checkIndexKeySchema(KeySchema, defined);
    if (KeySchema.length !== 2 || KeySchema[1]?.KeyType !== "RANGE") {
      throw invalidParameters(`Index KeySchema does not have a range key for index: ${IndexName}`);
    }
    const indexKey = KeySchema[0]!.AttributeName;
    if (indexKey !== tableKey) {
      throw invalidParameters(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${IndexName}. ` +
          `index hash key: ${indexKey}, table hash key: ${tableKey}`,
      );
    }
    checkProjection(Projection);
    claimName(names, IndexName);
  }
  if (indexes.length > mostLocalIndexes) {
    throw invalidParameters(`Number of LocalSecondaryIndexes exceeds per-table limit of ${mostLocalIndexes}`);
  }
}

function checkGlobalIndexes(
  indexes: readonly GlobalIndexInput[],
  defined: readonly string[],
  names: Set<string>,
  billingMode: BillingMode,
): void {
  if (indexes.length === 0) throw invalidParameters("List of GlobalSecondaryIndexes is empty");
  for (const index of indexes) {
    checkGlobalIndex(index, defined, billingMode);
    claimName(names, index.IndexName);
  }
  checkGlobalIndexCount(indexes.length);
}

/** Checks the number of global indexes against the quota. */
export function checkGlobalIndexCount(count: number): void {
  if (count <= mostGlobalIndexes) return;
  throw invalidParameters(`GlobalSecondaryIndex count exceeds the per-table limit of ${mostGlobalIndexes}`);
}

/** Checks one global index, of a new table or of an update. */
export function checkGlobalIndex(index: GlobalIndexInput, defined: readonly string[], billingMode: BillingMode): void {
  const { IndexName, KeySchema, Projection, ProvisionedThroughput: throughput } = index;
  checkIndexKeySchema(KeySchema, defined);
  const types = KeySchema.map(({ KeyType }) => KeyType);
  const partitions = types.filter((type) => type === "HASH").length;
  if (types.slice(partitions).includes("HASH")) {
    throw validationError("Invalid KeySchema: All HASH key elements must come before the RANGE key elements");
  }
  if (partitions > mostIndexKeys || types.length - partitions > mostIndexKeys) {
    throw invalidParameters(
      `KeySchema of index ${IndexName} can have at most ${mostIndexKeys} HASH and ${mostIndexKeys} RANGE key elements`,
    );
  }
  if (new Set(KeySchema.map(({ AttributeName }) => AttributeName)).size < KeySchema.length) {
    throw validationError(`Invalid KeySchema: Duplicate attribute in the KeySchema of index ${IndexName}`);
  }
  checkProjection(Projection);
  if (billingMode === "PAY_PER_REQUEST" && throughput) {
    throw invalidParameters(
      `ProvisionedThroughput should not be specified for index: ${IndexName} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === "PROVISIONED" && !throughput) {
    throw invalidParameters(`ProvisionedThroughput must be specified for index: ${IndexName}`);
  }
  if (throughput) checkThroughput(throughput);
}

function checkIndexKeySchema(keySchema: readonly KeySchemaElement[], defined: readonly string[]): void {
  const keys = keySchema.map(({ AttributeName }) => AttributeName);
  if (keys.some((name) => !defined.includes(name))) {
    throw invalidParameters(
      "Some index key attributes are not defined in AttributeDefinitions. " +
        `Keys: [${keys.join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  }
  if (keys.length === 2 && keys[0] === keys[1]) {
    throw validationError("Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (keySchema[0]?.KeyType !== "HASH") {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
}

function checkProjection({ ProjectionType: type, NonKeyAttributes: attributes }: LocalIndexInput["Projection"]): void {
  if (!type) throw invalidParameters("Unknown ProjectionType: null");
  if (attributes && type !== "INCLUDE") {
    throw invalidParameters(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  }
  if (!attributes && type === "INCLUDE") {
    throw invalidParameters("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
}

function checkProjectedTotal(indexes: readonly LocalIndexInput[]): void {
  const total = indexes.reduce((sum, { Projection }) => sum + (Projection.NonKeyAttributes?.length ?? 0), 0);
  if (total <= mostProjected) return;
  throw invalidParameters(
    `Number of NonKeyAttributes of all secondary indexes exceeds the per-table limit of ${mostProjected}`,
  );
}

function claimName(names: Set<string>, name: string): void {
  if (names.has(name)) throw invalidParameters(`Duplicate index name: ${name}`);
  names.add(name);
}
