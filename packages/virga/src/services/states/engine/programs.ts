import { describeDiagnostics, type ParseResult, type Program, parseDefinition } from "@virga/asl";
import { invalidDefinition, notSupportedYet } from "../errors.ts";
import type { MachineType } from "../records.ts";

/** How many compiled definitions of each type are kept. */
const mostPrograms = 500;

/** Compiles definitions and keeps the programs by their text. */
export class Programs {
  readonly #kept = { STANDARD: new Map<string, Program>(), EXPRESS: new Map<string, Program>() };

  /** Checks a definition as AWS does. */
  parse(definition: string, type: MachineType): ParseResult {
    return parseDefinition(definition, type);
  }

  /** The program of a definition. @throws AwsError InvalidDefinition, or NotImplemented for what Virga does not have */
  compile(definition: string, type: MachineType): Program {
    const programs = this.#kept[type];
    const kept = programs.get(definition);
    if (kept) return kept;
    const result = this.parse(definition, type);
    if (result.outcome === "invalid") throw invalidDefinition(describeDiagnostics(result.diagnostics));
    if (result.outcome === "unsupported") throw notSupportedYet(result.features);
    if (programs.size >= mostPrograms) {
      const [oldest] = programs.keys();
      programs.delete(oldest!);
    }
    programs.set(definition, result.program);
    return result.program;
  }
}
