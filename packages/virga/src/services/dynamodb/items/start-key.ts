import { AwsError } from "../../../kernel/errors.ts";
import { type Key, keyWithSuffix } from "../../../kernel/keys.ts";
import { validationError } from "../errors.ts";
import { checkKeyValue, type Index, type Table } from "../tables/table.ts";
import { type AttributeMap, AttributeReader } from "../values/attribute-value.ts";

const invalid = "The provided starting key is invalid";
/** These messages come as they are, without the usual opening. */
const plain = /contains duplicates|number set|numeric value|significant digits|number with magnitude/;

/** Reads an ExclusiveStartKey. */
export function readStartKey(source: unknown): AttributeMap {
  try {
    return new AttributeReader().readItem(source);
  } catch (thrown) {
    if (!(thrown instanceof AwsError) || thrown.code !== "ValidationException" || plain.test(thrown.message))
      throw thrown;
    throw validationError(`${invalid}: ${thrown.message}`);
  }
}

/** Checks that a starting key has exactly the keys of the table and the index, with their types. */
export function checkStartKey(table: Table, index: Index | undefined, start: AttributeMap): void {
  const names = new Set([...table.schema.all, ...(index?.schema.all ?? [])].map(({ name }) => name));
  if (Object.keys(start).length !== names.size) {
    throw validationError(index ? invalid : `${invalid}: The provided key element does not match the schema`);
  }
  for (const attribute of index?.schema.all ?? []) {
    if (!Object.hasOwn(start, attribute.name)) throw validationError(invalid);
    checkKeyValue(start, attribute, index?.schema.partition.includes(attribute) ?? false);
  }
  try {
    table.checkKey(table.primaryKey(start));
  } catch (thrown) {
    throw thrown instanceof AwsError ? validationError(`${invalid}: ${thrown.message}`) : thrown;
  }
}

/** Where in the store the item is, or was, that a starting key names. */
export function startPosition(table: Table, index: Index | undefined, start: AttributeMap): Key {
  const suffix = table.suffixOf(start);
  return index ? keyWithSuffix(index.prefix, index.positionOf(start, suffix)) : table.keyOf(suffix);
}
