export { type TemplatePosition, VtlRenderError, VtlSyntaxError, VtlUnsupportedError } from "./errors.ts";
export { javaPattern } from "./java-regex.ts";
export { parseJson } from "./json.ts";
export { readPath } from "./json-path.ts";
export { type JsonPath, parseJsonPath } from "./json-path-parser.ts";
export { type MappingInput, MappingTemplate, type RequestParameters } from "./mapping-template.ts";
export { createContext, requestOverrides, responseHeaderOverrides, responseStatusOverride } from "./overrides.ts";
export { type PackedValue, packContext, unpackContext } from "./packed-context.ts";
export type { Reach } from "./reach.ts";
export { RenderingInterrupted, type TraceEntry } from "./rendering.ts";
export { compile, MAXIMUM_TEMPLATE_SIZE, type Template, type TracedText, type Variables } from "./template.ts";
export { toJson, toText } from "./text.ts";
export {
  fromJavaScript,
  HostObject,
  JavaDecimal,
  JavaDouble,
  JavaList,
  type ListKind,
  type Value,
  type ValueMap,
} from "./values.ts";
