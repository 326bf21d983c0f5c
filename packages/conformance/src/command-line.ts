import { parseArgs } from "node:util";

export interface CommandLine {
  readonly folder: string;
  readonly endpoint?: string;
  readonly json: boolean;
  readonly only?: string;
  readonly area?: string;
}

export const usage = `Usage: npm run conformance -- FOLDER [--endpoint URL] [--json] [--area AREA] [--only PATTERN]

Runs the recorded answers in FOLDER (which holds corpora or is one) and compares.
  --endpoint URL   use what runs there instead of a Virga in memory
  --area AREA      only areas with AREA in their name, e.g. stepfunctions/base
  --only PATTERN   only cases whose id has PATTERN in it (a text or a regular expression)
  --json           print all results as JSON, the summary on standard error`;

/** Reads the arguments; a text says what is wrong with them. */
export function readCommandLine(args: readonly string[]): CommandLine | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        endpoint: { type: "string" },
        json: { type: "boolean", default: false },
        only: { type: "string" },
        area: { type: "string" },
      },
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) return "Exactly one FOLDER is needed.";
    return { folder, ...values };
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
