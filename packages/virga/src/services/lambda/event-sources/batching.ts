/** What limits a batch. */
export interface BatchLimits {
  readonly records: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds for which a batch is collected. */
  readonly window: number;
}

/** How many records go into a batch: as many as fit, and at least one. */
export function batchLength(records: readonly { readonly size: number }[], limits: BatchLimits): number {
  let size = 0;
  let count = 0;
  for (const record of records) {
    size += record.size;
    if (count > 0 && (count === limits.records || size > limits.size)) break;
    count++;
  }
  return count;
}

/** When a batch of these records begins that has been collected since `openedAt`: epoch milliseconds. */
export function batchDue(records: readonly { readonly size: number }[], limits: BatchLimits, openedAt: number): number {
  const isFull = records.length >= limits.records || batchLength(records, limits) < records.length;
  return isFull ? openedAt : openedAt + limits.window;
}
