import { type JsonSyntaxError, parseJson } from "../json/text.ts";
import { isObject, type Json } from "../json/value.ts";
import type { Block, Program, State } from "../program.ts";
import { ExpressionCompiler } from "./compiler.ts";
import { type Diagnostic, Findings } from "./diagnostics.ts";
import { Fields } from "./fields.ts";
import { JSONATA_FIELDS } from "./state-fields.ts";
import { type MachineType, StateParser } from "./state-parser.ts";
import { checkTransitions, type PlacedBlock } from "./transitions.ts";

const TOP_FIELDS = ["Comment", "StartAt", "States", "TimeoutSeconds", "Version", "QueryLanguage"];
const BLOCK_FIELDS = ["Comment", "StartAt", "States"];
const MAX_TIMEOUT_SECONDS = 99_999_999;
const MAX_STATE_NAME = 80;

/** What came of a definition. */
export type ParseResult =
  | { outcome: "program"; program: Program; diagnostics: Diagnostic[] }
  /** The definition is wrong; the findings are the service's. `features`: what else in it is not supported yet. */
  | { outcome: "invalid"; diagnostics: Diagnostic[]; features: string[] }
  /** The definition may be right, but uses what is not supported yet: each feature with its place. */
  | { outcome: "unsupported"; features: string[] };

/**
 * Parses, checks and compiles a state machine definition in the Amazon States Language. Never throws.
 * `type` adds what only holds for that type of state machine.
 * @see https://states-language.net and https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export function parseDefinition(text: string, type?: MachineType): ParseResult {
  const findings = new Findings();
  let definition: Json;
  try {
    definition = parseJson(text);
  } catch (error) {
    findings.add("INVALID_JSON_DESCRIPTION", (error as JsonSyntaxError).message);
    return { outcome: "invalid", diagnostics: findings.diagnostics, features: findings.unsupported };
  }
  if (!isObject(definition)) {
    findings.add("INVALID_JSON_DESCRIPTION", "The definition is not a JSON object");
    return { outcome: "invalid", diagnostics: findings.diagnostics, features: findings.unsupported };
  }
  const parser = new DefinitionParser(findings, type);
  const program = parser.parse(new Fields(definition, "/", findings));
  if (findings.diagnostics.length > 0) {
    return { outcome: "invalid", diagnostics: findings.diagnostics, features: findings.unsupported };
  }
  return findings.unsupported.length > 0
    ? { outcome: "unsupported", features: findings.unsupported }
    : { outcome: "program", program, diagnostics: [] };
}

class DefinitionParser {
  private readonly findings: Findings;
  private readonly compiler = new ExpressionCompiler();
  private readonly states: StateParser;
  private readonly blocks: Block[] = [];
  private readonly names = new Set<string>();
  private readonly references: Record<string, string[]> = {};
  private machineLanguage: Json | undefined;

  constructor(findings: Findings, type: MachineType) {
    this.findings = findings;
    this.states = new StateParser(this.compiler, findings, (fields, extra) => this.nestedBlock(fields, extra), type);
  }

  parse(fields: Fields): Program {
    fields.allow(new Set(TOP_FIELDS));
    this.machineLanguage = this.language(fields);
    const timeoutSeconds = fields.integer("TimeoutSeconds", 1, MAX_TIMEOUT_SECONDS);
    const version = fields.text("Version");
    if (version !== undefined && version !== "1.0") {
      this.findings.schema("The field 'Version' should have one of these values: [1.0]", fields.at("Version"));
    }
    this.block(fields);
    return { blocks: this.blocks, timeoutSeconds, variableReferences: this.references };
  }

  private language(fields: Fields): Json | undefined {
    const language = fields.text("QueryLanguage");
    if (language !== undefined && language !== "JSONPath" && language !== "JSONata") {
      this.findings.schema(
        "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata]",
        fields.at("QueryLanguage"),
      );
    }
    if (language === "JSONata") {
      this.findings.notSupported("QueryLanguage 'JSONata'", fields.location);
    }
    return language;
  }

  private nestedBlock(fields: Fields, extra: readonly string[]): number | undefined {
    if (fields.has("QueryLanguage")) {
      this.findings.schema("Field 'QueryLanguage' is not supported", fields.location);
    }
    fields.allow(new Set([...BLOCK_FIELDS, "QueryLanguage", ...extra]));
    this.checkMode(fields);
    return this.block(fields);
  }

  private checkMode(fields: Fields): void {
    const config = fields.fields("ProcessorConfig");
    const mode = config?.text("Mode");
    if (mode === "DISTRIBUTED") {
      this.findings.notSupported("Map state in DISTRIBUTED mode", fields.location);
    } else if (mode !== undefined && mode !== "INLINE") {
      const reason = "The field 'Mode' should have one of these values: [INLINE, DISTRIBUTED]";
      this.findings.schema(reason, config!.at("Mode"));
    }
  }

  /** Parses a block and everything in it; gives its number. */
  private block(fields: Fields): number | undefined {
    const complete = fields.require("StartAt", "States");
    const startAt = fields.text("StartAt");
    const states = fields.fields("States");
    if (states === undefined) {
      return undefined;
    }
    const number = this.blocks.push({ startAt: startAt ?? "", states: new Map() }) - 1;
    const placed: PlacedBlock = { startAt: startAt ?? "", states: this.parseStates(states), location: fields.location };
    this.blocks[number] = placed;
    if (Object.keys(states.object).length === 0) {
      this.findings.schema("Value cannot be empty", states.location);
    } else if (complete && this.findings.unsupported.length === 0 && !this.hasSchemaErrors()) {
      checkTransitions(placed, this.findings);
    }
    return number;
  }

  private hasSchemaErrors(): boolean {
    return this.findings.diagnostics.some((entry) => entry.code === "SCHEMA_VALIDATION_FAILED");
  }

  private parseStates(fields: Fields): Map<string, State> {
    const states = new Map<string, State>();
    for (const name of Object.keys(fields.object)) {
      const state = this.state(name, fields);
      if (state !== undefined) {
        states.set(name, state);
      }
    }
    return states;
  }

  private state(name: string, block: Fields): State | undefined {
    const fields = block.fields(name);
    if (fields === undefined) {
      return undefined;
    }
    if (name.length > MAX_STATE_NAME) {
      this.findings.schema(`The state name must not be longer than ${MAX_STATE_NAME} characters`, fields.location);
    }
    if (this.names.has(name)) {
      this.findings.add("DUPLICATE_STATE_NAME", `Duplicate state name: ${name}`, fields.location);
    }
    this.names.add(name);
    if (this.usesJsonata(fields)) {
      return undefined;
    }
    const { result, references } = this.compiler.collectReferences(() => this.states.parse(name, fields));
    if (references.length > 0) {
      this.references[name] = references;
    }
    return result;
  }

  /** Whether a state is in the JSONata query language, which is reported; its fields are then left alone. */
  private usesJsonata(fields: Fields): boolean {
    const language = this.language(fields);
    if (language === "JSONPath" && this.machineLanguage === "JSONata") {
      const reason = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
      this.findings.schema(reason, fields.location);
      return true;
    }
    const effective = language ?? this.machineLanguage ?? "JSONPath";
    if (effective === "JSONata") {
      return true;
    }
    for (const name of JSONATA_FIELDS.filter((field) => fields.has(field))) {
      const reason = `The QueryLanguage is set to 'JSONPath', but field '${name}' is only supported for the 'JSONata' QueryLanguage`;
      this.findings.schema(reason, fields.location);
    }
    return false;
  }
}
