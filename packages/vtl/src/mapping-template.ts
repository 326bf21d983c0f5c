import { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } from "./encoding.ts";
import { parseJson } from "./json.ts";
import { readPath } from "./json-path.ts";
import { type JsonPath, parseJsonPath } from "./json-path-parser.ts";
import type { Reach } from "./reach.ts";
import { compile, type Template, type TracedText, type Variables } from "./template.ts";
import { toJson, toText } from "./text.ts";
import { HostObject, type Value, type ValueMap } from "./values.ts";

/** The parameters of the method request. */
export interface RequestParameters {
  readonly path: Readonly<Record<string, string>>;
  readonly querystring: Readonly<Record<string, string>>;
  /** Names in lower case; templates may write them in any case. */
  readonly header: Readonly<Record<string, string>>;
}

/** What an API Gateway mapping template is rendered with. */
export interface MappingInput {
  /** The request's payload in a request template, the integration response's in a response template. */
  readonly body: string;
  readonly parameters: RequestParameters;
  /** `$context`, from {@link createContext}; templates write their overrides into it. */
  readonly context: ValueMap;
  readonly stageVariables: ValueMap;
}

const PARAMETER_KINDS = ["path", "querystring", "header"] as const;
const MAXIMUM_CACHED_PATHS = 256;

/**
 * A mapping template of API Gateway: a compiled template with `$input`, `$util`, `$context` and `$stageVariables`.
 *
 * Implements https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 */
export class MappingTemplate {
  readonly #template: Template;
  readonly #paths = new Map<string, JsonPath>();
  readonly #util = new Utilities();

  /** @throws VtlSyntaxError */
  constructor(template: string) {
    this.#template = compile(template);
  }

  /** How much longer than its text and its input it may run. */
  get reach(): Reach {
    return this.#template.reach;
  }

  /**
   * Renders; asks `isOverdue` every few steps whether to give up.
   *
   * @throws VtlRenderError where API Gateway would answer with its 500
   * @throws RenderingInterrupted when it is overdue; it may have changed the input's context
   */
  render(input: MappingInput, isOverdue?: () => boolean): string {
    return this.#template.render(this.#variables(input), isOverdue);
  }

  /** Renders and also tells which statement wrote what. */
  renderTraced(input: MappingInput): TracedText {
    return this.#template.renderTraced(this.#variables(input));
  }

  #variables(input: MappingInput): Variables {
    return {
      input: new Input(input, (path) => this.#path(path)),
      util: this.#util,
      context: input.context,
      stageVariables: input.stageVariables,
    };
  }

  #path(text: string): JsonPath {
    let path = this.#paths.get(text);
    if (path === undefined) {
      path = parseJsonPath(text);
      if (this.#paths.size >= MAXIMUM_CACHED_PATHS) this.#paths.clear();
      this.#paths.set(text, path);
    }
    return path;
  }
}

/** Headers, found under their names in any case. */
class HeaderMap extends Map<Value, Value> {
  override get(key: Value): Value | undefined {
    return super.get(typeof key === "string" ? key.toLowerCase() : key);
  }

  override has(key: Value): boolean {
    return super.has(typeof key === "string" ? key.toLowerCase() : key);
  }

  override set(key: Value, value: Value): this {
    return super.set(typeof key === "string" ? key.toLowerCase() : key, value);
  }
}

/** `$input`. */
class Input extends HostObject {
  readonly #input: MappingInput;
  readonly #path: (text: string) => JsonPath;
  #parsed: { readonly value: Value } | undefined;

  constructor(input: MappingInput, path: (text: string) => JsonPath) {
    super();
    this.#input = input;
    this.#path = path;
  }

  override property(name: string): Value {
    return name === "body" ? this.#body() : null;
  }

  override call(name: string, args: readonly Value[]): Value | undefined {
    const [argument] = args;
    if (name === "params") return args.length === 0 ? this.#allParameters() : this.#parameter(toText(argument ?? null));
    if (name === "body" || name === "getBody") return args.length === 0 ? this.#body() : undefined;
    if (args.length !== 1 || (name !== "path" && name !== "json")) return undefined;
    const found = readPath(this.#path(toText(argument ?? null)), this.#value());
    if (name === "path") return found ?? null;
    return found === undefined ? '""' : toJson(found);
  }

  text(): string {
    return "";
  }

  #body(): string {
    return this.#input.body === "" ? "{}" : this.#input.body;
  }

  #value(): Value {
    this.#parsed ??= { value: parseJson(this.#body()) };
    return this.#parsed.value;
  }

  #allParameters(): ValueMap {
    const all: ValueMap = new Map();
    for (const kind of PARAMETER_KINDS) all.set(kind, this.#parametersOf(kind));
    return all;
  }

  #parametersOf(kind: (typeof PARAMETER_KINDS)[number]): ValueMap {
    const entries = Object.entries(this.#input.parameters[kind]);
    return kind === "header" ? new HeaderMap(entries) : new Map<Value, Value>(entries);
  }

  /** One of the three kinds as a map, or a parameter, looked for in path, query string and header, in this order. */
  #parameter(name: string): Value {
    for (const kind of PARAMETER_KINDS) if (name === kind) return this.#parametersOf(kind);
    const { parameters } = this.#input;
    for (const kind of PARAMETER_KINDS) {
      const key = kind === "header" ? name.toLowerCase() : name;
      if (Object.hasOwn(parameters[kind], key)) return parameters[kind][key] ?? "";
    }
    return "";
  }
}

/** `$util`: the six functions that API Gateway documents. */
class Utilities extends HostObject {
  override call(name: string, args: readonly Value[]): Value | undefined {
    if (args.length !== 1) return undefined;
    const text = toText(args[0] ?? "");
    switch (name) {
      case "escapeJavaScript":
        return escapeJavaScript(text);
      case "parseJson":
        return parseJson(text);
      case "urlEncode":
        return urlEncode(text);
      case "urlDecode":
        return urlDecode(text);
      case "base64Encode":
        return base64Encode(text);
      case "base64Decode":
        return base64Decode(text);
      default:
        return undefined;
    }
  }

  text(): string {
    return "";
  }
}
