import type { DescribeStateMachineOutput, IncludedData } from "@aws-sdk/client-sfn";
import type { StatesEngine } from "./engine/engine.ts";
import type { MachineType, Revision } from "./records.ts";

type RevisionDescription = Pick<
  DescribeStateMachineOutput,
  | "definition"
  | "roleArn"
  | "loggingConfiguration"
  | "tracingConfiguration"
  | "encryptionConfiguration"
  | "revisionId"
  | "variableReferences"
>;

/** What descriptions show of a revision. */
export function describeRevision(
  engine: StatesEngine,
  type: MachineType,
  revision: Revision,
  includedData: IncludedData | undefined,
): RevisionDescription {
  const variables = engine.programs.compile(revision.definition, type).variableReferences;
  const hasVariables = Object.keys(variables).length > 0;
  return {
    definition: includedData === "METADATA_ONLY" ? "" : revision.definition,
    roleArn: revision.roleArn,
    loggingConfiguration: revision.loggingConfiguration,
    tracingConfiguration: revision.tracingConfiguration,
    encryptionConfiguration: revision.encryptionConfiguration,
    ...(revision.isInitial ? {} : { revisionId: revision.revisionId }),
    ...(hasVariables ? { variableReferences: variables as Record<string, string[]> } : {}),
  };
}
