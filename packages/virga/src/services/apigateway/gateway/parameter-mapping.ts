import {
  type JsonPath,
  type MappingInput,
  parseJson,
  parseJsonPath,
  readPath,
  toText,
  type Value,
  VtlRenderError,
} from "@virga/vtl";

/** What parameter mappings read from. */
export interface MappingSources {
  readonly input: MappingInput;
  /** All values of each query parameter. Headers that came more than once are one text already. */
  readonly queryValues: Readonly<Record<string, readonly string[]>>;
  /** The headers of the integration's response, names in lower case; none before it is there. */
  readonly integrationHeaders?: Readonly<Record<string, string | readonly string[]>>;
}

/** One mapping: where the value goes and how it is found. */
export interface ParameterMapping {
  readonly target: string;
  /** The value, or undefined where there is none: nothing is then set. */
  value(sources: MappingSources): string | undefined;
}

/**
 * Compiles the mappings whose targets begin with `prefix`, such as `integration.request.header.`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
 */
export function compileMappings(
  mappings: Readonly<Record<string, string>> | undefined,
  prefix: string,
): readonly ParameterMapping[] {
  return Object.entries(mappings ?? {})
    .filter(([target]) => target.startsWith(prefix))
    .map(([target, source]) => ({ target: target.slice(prefix.length), value: compileSource(source) }));
}

function compileSource(source: string): ParameterMapping["value"] {
  const literal = /^'([\s\S]*)'$/.exec(source);
  if (literal !== null) return () => literal[1] ?? "";
  const method = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(source);
  if (method !== null) return methodParameter(method[1] as "path" | "querystring" | "header", method[2] ?? "");
  const multi = /^method\.request\.multivalue(querystring|header)\.(.+)$/.exec(source);
  if (multi !== null) return multiValue(multi[1] as "querystring" | "header", multi[2] ?? "");
  const header = /^integration\.response\.(?:multivalue)?header\.(.+)$/.exec(source);
  if (header !== null) return integrationHeader(header[1] ?? "");
  const body = /^(?:method\.request|integration\.response)\.body(?:\.(.+))?$/.exec(source);
  if (body !== null) return bodyPart(body[1]);
  const context = /^context\.(.+)$/.exec(source);
  if (context !== null) return contextMember((context[1] ?? "").split("."));
  const variable = /^stageVariables\.(.+)$/.exec(source);
  if (variable !== null) return ({ input }) => textOf(input.stageVariables.get(variable[1] ?? ""));
  return () => undefined;
}

function methodParameter(kind: "path" | "querystring" | "header", name: string): ParameterMapping["value"] {
  const key = kind === "header" ? name.toLowerCase() : name;
  return ({ input }) => input.parameters[kind][key];
}

function multiValue(kind: "querystring" | "header", name: string): ParameterMapping["value"] {
  if (kind === "header") return methodParameter(kind, name);
  return ({ queryValues }) => queryValues[name]?.join(",");
}

function integrationHeader(name: string): ParameterMapping["value"] {
  const key = name.toLowerCase();
  return ({ integrationHeaders }) => {
    const value = integrationHeaders?.[key];
    return value === undefined || typeof value === "string" ? value : value.join(",");
  };
}

function bodyPart(path: string | undefined): ParameterMapping["value"] {
  if (path === undefined) return ({ input }) => input.body;
  let parsed: JsonPath;
  try {
    parsed = parseJsonPath(path);
  } catch {
    return () => undefined;
  }
  return ({ input }) => {
    try {
      return textOf(readPath(parsed, parseJson(input.body)));
    } catch (thrown) {
      if (thrown instanceof VtlRenderError) return undefined;
      throw thrown;
    }
  };
}

function contextMember(names: readonly string[]): ParameterMapping["value"] {
  return ({ input }) => {
    let value: Value | undefined = input.context;
    for (const name of names) value = value instanceof Map ? value.get(name) : undefined;
    return textOf(value);
  };
}

function textOf(value: Value | undefined): string | undefined {
  return value === undefined || value === null ? undefined : toText(value);
}
