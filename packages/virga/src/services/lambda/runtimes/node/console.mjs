import { format } from "node:util";
import { send, sent } from "./channel.mjs";
import { errorRecord } from "./errors.mjs";

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const levels = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};

let requestId;

/** The invocation that lines belong to from now on. */
export function setRequestId(id) {
  requestId = id;
}

function textLine(level, values) {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${format(...values)}`;
}

function jsonLine(level, values) {
  const record = { timestamp: new Date().toISOString(), level, requestId };
  const [first] = values;
  if (values.length === 1 && first instanceof Error) record.message = jsonError(first);
  else if (values.length === 1 && typeof first === "object" && first !== null) record.message = first;
  else {
    record.message = format(...values);
    const error = values.find((value) => value instanceof Error);
    if (error) Object.assign(record, jsonError(error));
  }
  try {
    return JSON.stringify(record);
  } catch {
    return JSON.stringify({ ...record, message: format(...values) });
  }
}

function jsonError(error) {
  const { errorType, errorMessage, stack, ...rest } = errorRecord(error);
  return { errorType, errorMessage, stackTrace: stack, ...rest };
}

let writeLine = textLine;

/** Writes a line of a level to the function's log. */
export function log(level, ...values) {
  send(sent.log, { level }, writeLine(level, values));
}

/** Makes `console` write lines in Lambda's format, each of which is one event of the log. */
export function installConsole(logFormat) {
  if (logFormat === "JSON") writeLine = jsonLine;
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => log(level, ...values);
  }
}
