import type { Transaction } from "../../../kernel/store.ts";
import { type FunctionRecord, type FunctionVersion, latest } from "../model.ts";
import type { LambdaState } from "../state.ts";

/**
 * Publishes a function's `$LATEST`. A published version that was made of the same is that one: nothing new is made.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
 */
export function publishLatest(
  state: LambdaState,
  transaction: Transaction,
  record: FunctionRecord,
  description: string | undefined,
): { readonly version: FunctionVersion; readonly isNew: boolean } {
  const source = state.version(transaction, record, latest);
  const last = state.findVersion(transaction, record, String(record.lastVersion));
  if (last && record.lastVersion > 0 && sameContent(last, source, description)) return { version: last, isNew: false };
  const number = record.lastVersion + 1;
  const version: FunctionVersion = {
    ...source,
    version: String(number),
    revisionId: state.host.ids.uuid(),
    ...(description === undefined ? {} : { description }),
  };
  state.putVersion(transaction, version);
  state.putFunction(transaction, { ...record, lastVersion: number });
  return { version, isNew: true };
}

/** Whether a published version has the code and settings of `$LATEST`. */
function sameContent(published: FunctionVersion, source: FunctionVersion, description: string | undefined): boolean {
  const content = ({ version, revisionId, lastModified, description: own, ...rest }: FunctionVersion) => rest;
  const sameDescription = description === undefined || description === published.description;
  return sameDescription && JSON.stringify(content(published)) === JSON.stringify(content(source));
}
