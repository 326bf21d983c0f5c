import { validationError } from "../errors.ts";
import { anything, flag, list, map, type Shape, structure, text, whole } from "./shapes.ts";

const namePattern = "[a-zA-Z0-9_.-]+";
const arnStart = "arn:";
const shortestName = 3;
const longestName = 255;
const longestArn = 1024;

const nameShape = text({ pattern: namePattern, min: shortestName, max: longestName });
const arnShape = text({ min: 1, max: longestArn });

/** A table's name or ARN. */
export const tableName: Shape = {
  check: (value, path, violations) => {
    const shape = typeof value === "string" && value.startsWith(arnStart) ? arnShape : nameShape;
    shape.check(value, path, violations);
  },
};

/** The name of an index. */
export const indexName: Shape = nameShape;

/** Operations on tables look at the name's presence and length before anything else. */
export function checkTableName(input: { readonly TableName?: unknown }): void {
  const { TableName: name } = input;
  if (name === undefined || name === null) {
    throw validationError("The parameter 'TableName' is required but was not present in the request");
  }
  if (typeof name !== "string" || name.startsWith(arnStart)) return;
  if (name.length >= shortestName && name.length <= longestName) return;
  throw validationError(
    `TableName must be at least ${shortestName} characters long and at most ${longestName} characters long`,
  );
}

/** An item or key; its values are read by `AttributeReader`. */
export const attributeMap: Shape = map(anything);

/** The legacy parameters' operators, in the order in which AWS lists them. */
export const comparisonOperators = [
  "IN",
  "NULL",
  "BETWEEN",
  "LT",
  "NOT_CONTAINS",
  "EQ",
  "GT",
  "NOT_NULL",
  "NE",
  "LE",
  "BEGINS_WITH",
  "GE",
  "CONTAINS",
] as const;

const comparisonOperator = text({ enum: comparisonOperators });

/** Whether the answer has the consumed capacity. */
export const returnConsumedCapacity = text({ enum: ["INDEXES", "TOTAL", "NONE"] });
/** Whether the answer has the metrics of item collections. */
export const returnItemCollectionMetrics = text({ enum: ["SIZE", "NONE"] });
/** What the answer has of the written item. */
export const returnValues = text({ enum: ["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"] });
/** What the error has of the item whose condition failed. */
export const returnValuesOnConditionCheckFailure = text({ enum: ["ALL_OLD", "NONE"] });
/** What Query and Scan show. */
export const select = text({
  enum: ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"],
});

/** The placeholders of expressions. */
export const expressionAttributes = {
  ExpressionAttributeNames: map(text()),
  ExpressionAttributeValues: map(anything),
} as const;

/** Legacy projection. */
export const attributesToGet = list(text(), { min: 1, max: 255 });

const condition = structure("Condition", {
  ComparisonOperator: { ...comparisonOperator, required: true },
  AttributeValueList: list(anything),
});

/** Legacy filters and key conditions. */
export const conditions = map(condition);

/** Legacy conditions of writes. */
export const expected = map(
  structure("ExpectedAttributeValue", {
    AttributeValueList: list(anything),
    ComparisonOperator: comparisonOperator,
    Exists: flag,
    Value: anything,
  }),
);

/** How legacy conditions are combined. */
export const conditionalOperator = text({ enum: ["OR", "AND"] });

/** Names or ARNs of tables as keys of a batch. */
export const tableNameKeys = {
  keys: { pattern: namePattern, min: shortestName, max: longestName },
  exemptKeys: new RegExp(`^${arnStart}`),
} as const;

/** How many items a page may read. */
export const positiveLimit = whole("Integer", { min: 1 });
