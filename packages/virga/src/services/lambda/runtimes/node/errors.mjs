import { types } from "node:util";

function isError(value) {
  return types.isNativeError(value) || value instanceof Error;
}

/** An error of the runtime's own, whose name is told as `errorType`. */
export function runtimeError(name, message) {
  const error = new Error(message);
  error.name = name;
  // The stack was written with the name as it was.
  error.stack = error.stack.replace(/^Error/, name);
  return error;
}

/** What a caller of the function is told of anything thrown. */
export function errorAnswer(thrown) {
  try {
    if (!isError(thrown)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    return { errorType: thrown.name, errorMessage: thrown.message, trace: stackOf(thrown) };
  } catch {
    const errorMessage = "The thrown value could not be read.";
    return { errorType: "handled", errorMessage, trace: [] };
  }
}

/** The same for the log, with the error's own properties. */
export function errorRecord(thrown) {
  if (!isError(thrown)) return errorAnswer(thrown);
  const record = { errorType: thrown.name ?? "UnknownError", errorMessage: thrown.message };
  if (thrown.code !== undefined) record.code = thrown.code;
  for (const name of Object.keys(thrown)) {
    if (name !== "name" && name !== "stack")
      record[name] = isError(thrown[name]) ? errorRecord(thrown[name]) : thrown[name];
  }
  record.stack = stackOf(thrown);
  return record;
}

/** JSON of what may hold itself or cannot be written. */
export function safeJson(value) {
  try {
    return JSON.stringify(value);
  } catch {
    const { errorType, errorMessage, stack } = value;
    return JSON.stringify({ errorType, errorMessage, stack });
  }
}

function stackOf(error) {
  return typeof error.stack === "string" ? error.stack.split("\n") : [];
}
