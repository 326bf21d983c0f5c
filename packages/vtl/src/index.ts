export { type TemplatePosition, VtlRenderError, VtlSyntaxError, VtlUnsupportedError } from "./errors.ts";
export { javaPattern } from "./java-regex.ts";
export { parseJson } from "./json.ts";
export { readPath } from "./json-path.ts";
export { type JsonPath, parseJsonPath } from "./json-path-parser.ts";
export {
  createContext,
  type MappingInput,
  MappingTemplate,
  type RequestParameters,
  requestOverrides,
  responseHeaderOverrides,
  responseStatusOverride,
} from "./mapping-template.ts";
export type { TraceEntry } from "./rendering.ts";
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
