import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import {
  createContext,
  fromJavaScript,
  MappingTemplate,
  type TraceEntry,
  type Value,
  type ValueMap,
  VtlRenderError,
  VtlSyntaxError,
} from "@virga/vtl";
import { errorMessage, VirgaError } from "../kernel/errors.ts";
import type { CommandLine } from "./arguments.ts";
import type { CommandContext } from "./context.ts";
import { formatReference } from "./render-trace.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Renders a mapping template of API Gateway against a request, and prints what it writes; with `--trace` what each part
 * wrote and what each reference was, among the errors.
 */
export async function render(commandLine: CommandLine, { terminal, errors, clock }: CommandContext): Promise<number> {
  const [file = ""] = commandLine.words;
  const { request } = commandLine;
  const source = await readText(file, "the template");
  const input = {
    body: request.body === undefined ? "" : await readText(request.body, "the body"),
    parameters: {
      path: pairs("path", request.path),
      querystring: pairs("query", request.query),
      header: lowerCased(pairs("header", request.header)),
    },
    context: await contextOf(request.context, clock.now()),
    stageVariables: new Map<Value, Value>(Object.entries(pairs("stage-variable", request.stageVariables))),
  };
  try {
    const template = new MappingTemplate(source);
    if (!request.trace) {
      terminal.text(template.render(input));
      return 0;
    }
    const { text, trace } = template.renderTraced(input);
    printTrace(errors, trace);
    terminal.text(text);
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof VtlSyntaxError || thrown instanceof VtlRenderError)) throw thrown;
    throw renderingError(file, thrown);
  }
}

function renderingError(file: string, { message, position }: VtlSyntaxError | VtlRenderError): VirgaError {
  const plain = message.replace(/ at line \d+, column \d+$/, "");
  if (position === undefined) return new VirgaError("NotRendered", plain, { where: file });
  return new VirgaError("NotRendered", plain, { where: `${file}:${position.line}:${position.column}` });
}

function printTrace(terminal: Terminal, trace: readonly TraceEntry[]): void {
  for (const entry of trace) {
    const { line, column } = entry.position;
    terminal.line(`${terminal.paint("dim", `${line}:${column}`.padEnd(7))} ${formatReference(entry)}`);
  }
}

async function readText(file: string, what: string): Promise<string> {
  if (file === "-") return readAll(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (thrown) {
    throw new VirgaError("BadArgument", `${what} cannot be read: ${errorMessage(thrown)}`, { where: file });
  }
}

function pairs(option: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
      if (name !== undefined && value !== undefined) return [name, value] as const;
      throw new VirgaError("BadArgument", `--${option} must be NAME=VALUE, not '${text}'`);
    }),
  );
}

function lowerCased(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
}

/** `$context` with what API Gateway always has in it, the members of JSON files, and single members such as `identity.sourceIp=1.2.3.4`. */
async function contextOf(texts: readonly string[], now: number): Promise<ValueMap> {
  const context = createContext([
    ["requestId", "00000000-0000-4000-8000-000000000000"],
    ["stage", "dev"],
    ["httpMethod", "POST"],
    ["requestTimeEpoch", now],
    ["identity", new Map<Value, Value>([["sourceIp", "127.0.0.1"]])],
  ]);
  for (const text of texts) {
    if (text.includes("=")) setMember(context, text);
    else for (const [name, value] of await contextFile(text)) context.set(name, value);
  }
  return context;
}

function setMember(context: ValueMap, text: string): void {
  const [path = "", value] = Object.entries(pairs("context", [text]))[0] ?? [];
  const names = path.split(".");
  let map = context;
  for (const name of names.slice(0, -1)) {
    const known = map.get(name);
    const next: ValueMap = known instanceof Map ? known : new Map();
    if (next !== known) map.set(name, next);
    map = next;
  }
  map.set(names.at(-1) ?? "", value ?? "");
}

async function contextFile(file: string): Promise<ValueMap> {
  const text = await readText(file, "the context");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (thrown) {
    throw new VirgaError("BadArgument", `the context is not valid JSON: ${errorMessage(thrown)}`, { where: file });
  }
  const value = fromJavaScript(parsed);
  if (value instanceof Map) return value;
  throw new VirgaError("BadArgument", "the context has to be a JSON object", { where: file });
}
