import type { BatchResultErrorEntry } from "@aws-sdk/client-sqs";
import { AwsError } from "../../kernel/errors.ts";
import { emptyBatch, idsNotDistinct, invalidBatchEntryId, tooManyEntries } from "./errors.ts";

const mostEntries = 10;

interface Entry {
  readonly Id?: string | undefined;
}

/** Checks a batch's number of entries and their ids. @throws AwsError EmptyBatchRequest, TooManyEntriesInBatchRequest, ... */
export function checkBatch<E extends Entry>(entries: readonly E[] | undefined, entryType: string): readonly E[] {
  if (!entries || entries.length === 0) throw emptyBatch(entryType);
  if (entries.length > mostEntries) throw tooManyEntries(entries.length);
  const ids = new Set<string>();
  for (const { Id: id = "" } of entries) {
    if (!/^[\w-]{1,80}$/.test(id)) throw invalidBatchEntryId();
    if (ids.has(id)) throw idsNotDistinct(id);
    ids.add(id);
  }
  return entries;
}

/** The codes that errors of batch entries have. */
const entryCodes: Readonly<Record<string, string>> = {
  InvalidParameterValueException: "InvalidParameterValue",
  MissingRequiredParameterException: "MissingParameter",
};

interface BatchResult<R> {
  readonly Successful?: R[];
  readonly Failed?: BatchResultErrorEntry[];
}

/** Does each entry's work; errors of AWS's become failed entries. */
export function eachEntry<E extends Entry, R>(entries: readonly E[], work: (entry: E) => R): BatchResult<R> {
  const successful: R[] = [];
  const failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    try {
      successful.push(work(entry));
    } catch (thrown) {
      if (!(thrown instanceof AwsError)) throw thrown;
      const { code, message: text, fault } = thrown;
      const named = entryCodes[code] ?? code;
      failed.push({ Id: entry.Id!, SenderFault: fault === "client", Code: named, Message: text });
    }
  }
  return {
    ...(successful.length > 0 && { Successful: successful }),
    ...(failed.length > 0 && { Failed: failed }),
  };
}
