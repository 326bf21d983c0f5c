/** The kinds of findings in a definition, as the service names them. */
export type DiagnosticCode =
  | "INVALID_JSON_DESCRIPTION"
  | "SCHEMA_VALIDATION_FAILED"
  | "MISSING_TRANSITION_TARGET"
  | "MISSING_END_STATE"
  | "DUPLICATE_STATE_NAME";

/** One finding in a definition. */
export interface Diagnostic {
  severity: "ERROR" | "WARNING";
  code: DiagnosticCode;
  message: string;
  /** Where in the definition, as in `/States/Wait/Seconds`; some findings have no place. */
  location?: string;
}

/** Collects what is found in one definition. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];
  /** What the definition uses that is valid but not supported yet, each with its place. */
  readonly unsupported: string[] = [];

  /** Records a violation of the language's schema. */
  schema(message: string, location: string): void {
    this.add("SCHEMA_VALIDATION_FAILED", message, location);
  }

  add(code: DiagnosticCode, message: string, location?: string): void {
    this.diagnostics.push({ severity: "ERROR", code, message, ...(location === undefined ? {} : { location }) });
  }

  /** Records the use of a feature that is not supported yet. */
  notSupported(feature: string, location: string): void {
    this.unsupported.push(`${feature} at ${location}`);
  }
}

/** The text in which the service refuses a definition: all findings in one line. */
export function describeDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map((entry) => `${entry.code}: ${entry.message}${entry.location === undefined ? "" : ` at ${entry.location}`}`)
    .join(", ");
}
