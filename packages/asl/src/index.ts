export type { HashAlgorithm, Host } from "./host.ts";
export { JsonSyntaxError, parseJson, renderJson } from "./json/text.ts";
export { type ExactNumber, exactNumber, type Json, type JsonObject, setMember } from "./json/value.ts";
export { type ParseResult, parseDefinition } from "./parse/definition.ts";
export { type Diagnostic, type DiagnosticCode, describeDiagnostics } from "./parse/diagnostics.ts";
export type { Program } from "./program.ts";
export { type IntegrationPattern, parseResource, type TaskResource } from "./resource.ts";
export type { Effect, ExecutionEvent, TaskCall } from "./run/events.ts";
export {
  DATA_LIMIT_BYTES,
  newExecution,
  type RunOptions,
  restoreExecution,
  serializeExecution,
} from "./run/execution.ts";
export type { HistoryEvent } from "./run/history.ts";
export { advance } from "./run/interpreter.ts";
export type { ExecutionIdentity, ExecutionState, ExecutionStatus } from "./run/state.ts";
export { type OpenTask, openTasks } from "./run/tasks.ts";
