import { itemOf, type StoredItem } from "../state.ts";
import type { Index, Table } from "../tables/table.ts";
import { type AttributeMap, sizeOfItem } from "../values/attribute-value.ts";
import { equalValues } from "../values/comparison.ts";

const readUnit = 4_096;
const writeUnit = 1_024;

/** Read capacity units of so many bytes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html */
export function readUnits(size: number, consistency: "eventual" | "strong" | "transactional"): number {
  const units = Math.max(1, Math.ceil(size / readUnit));
  return consistency === "eventual" ? units / 2 : consistency === "strong" ? units : units * 2;
}

/** Write capacity units of a write that left so many bytes, or found more. */
export function writeUnits(size: number): number {
  return Math.max(1, Math.ceil(size / writeUnit));
}

/** Write capacity units that an index needs to follow a change of an item. */
export function indexWriteUnits(
  index: Index,
  before: AttributeMap | undefined,
  after: AttributeMap | undefined,
): number {
  const from = before && index.entrySuffix(before, "") !== undefined ? index.project(before) : undefined;
  const to = after && index.entrySuffix(after, "") !== undefined ? index.project(after) : undefined;
  if (!from) return to ? writeUnits(sizeOfItem(to)) : 0;
  if (!to) return writeUnits(sizeOfItem(from));
  if (index.entrySuffix(from, "") !== index.entrySuffix(to, "")) {
    return writeUnits(sizeOfItem(from)) + writeUnits(sizeOfItem(to));
  }
  return equalValues({ M: from }, { M: to }) ? 0 : writeUnits(Math.max(sizeOfItem(from), sizeOfItem(to)));
}

interface CapacityOutput {
  readonly CapacityUnits: number;
  readonly ReadCapacityUnits?: number;
  readonly WriteCapacityUnits?: number;
}

/** AWS's `ConsumedCapacity`. */
export interface ConsumedCapacityOutput extends CapacityOutput {
  readonly TableName: string;
  readonly Table?: CapacityOutput;
  readonly LocalSecondaryIndexes?: Readonly<Record<string, CapacityOutput>>;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, CapacityOutput>>;
}

/** Whether a request wants to know what it consumed. */
export function wantsCapacity(mode: string | undefined): boolean {
  return mode === "TOTAL" || mode === "INDEXES";
}

/** Adds up what a request consumes of one table. Transactions also say whether they read or wrote. */
export class Consumption {
  readonly #tableName: string;
  readonly #transactional: "ReadCapacityUnits" | "WriteCapacityUnits" | undefined;
  #table = 0;
  readonly #indexes = new Map<Index, number>();

  constructor(tableName: string, transactional?: "ReadCapacityUnits" | "WriteCapacityUnits") {
    this.#tableName = tableName;
    this.#transactional = transactional;
  }

  addTable(units: number): void {
    this.#table += units;
  }

  addIndex(index: Index, units: number): void {
    this.#indexes.set(index, (this.#indexes.get(index) ?? 0) + units);
  }

  /** A write and what all indexes need for it; `factor` is 2 in transactions. */
  addWrite(
    table: Table,
    before: StoredItem | undefined,
    after: AttributeMap | undefined,
    afterSize: number,
    factor = 1,
  ): void {
    this.addTable(factor * writeUnits(Math.max(before?.size ?? 0, afterSize)));
    if (table.indexes.length === 0) return;
    const previous = before && itemOf(before);
    for (const index of table.indexes) {
      const units = indexWriteUnits(index, previous, after);
      if (units > 0) this.addIndex(index, factor * units);
    }
  }

  output(mode: string | undefined): ConsumedCapacityOutput {
    let total = this.#table;
    for (const units of this.#indexes.values()) total += units;
    const sum = { TableName: this.#tableName, ...this.#units(total) };
    if (mode !== "INDEXES") return sum;
    const local = this.#indexOutput("local");
    const global = this.#indexOutput("global");
    return {
      ...sum,
      Table: this.#units(this.#table),
      ...(local && { LocalSecondaryIndexes: local }),
      ...(global && { GlobalSecondaryIndexes: global }),
    };
  }

  #indexOutput(kind: "local" | "global"): Record<string, CapacityOutput> | undefined {
    const found = Array.from(this.#indexes).filter(([{ record }]) => record.kind === kind);
    if (found.length === 0) return undefined;
    return Object.fromEntries(found.map(([{ record }, units]) => [record.name, this.#units(units)]));
  }

  #units(units: number): CapacityOutput {
    return { CapacityUnits: units, ...(this.#transactional && { [this.#transactional]: units }) };
  }
}
