import { StateFailure } from "../errors.ts";
import { renderJson } from "../json/text.ts";
import { copyObject, isObject, type Json, type JsonObject, setMember } from "../json/value.ts";
import type { PathStep } from "./ast.ts";
import type { CompiledPath } from "./compile-path.ts";

/** Puts a value into a document and gives the new document; the given one is left as it is. */
export type PathWriter = (document: Json, value: Json) => Json;

/** Compiles a reference path (`$.a.b[0]`) into a writer, as `ResultPath` uses it. */
export function compileWriter(path: CompiledPath): PathWriter {
  const { steps } = path.node;
  return (document, value) => (steps.length === 0 ? value : write(document, steps, 0, value, path.text));
}

function write(
  target: Json | undefined,
  steps: readonly PathStep[],
  position: number,
  value: Json,
  text: string,
): Json {
  if (position === steps.length) {
    return value;
  }
  const step = steps[position]!;
  if (step.kind === "index") {
    return writeItem(target, step.index, steps, position, value, text);
  }
  const name = step.kind === "member" ? step.name : "";
  if (target !== undefined && !isObject(target)) {
    throw mismatch(target, text);
  }
  const copy: JsonObject = target === undefined ? {} : copyObject(target);
  const present = target !== undefined && Object.hasOwn(target, name) ? target[name] : undefined;
  setMember(copy, name, write(present, steps, position + 1, value, text));
  return copy;
}

function writeItem(
  target: Json | undefined,
  index: number,
  steps: readonly PathStep[],
  position: number,
  value: Json,
  text: string,
): Json {
  if (!Array.isArray(target) || index < 0 || index >= target.length) {
    throw mismatch(target ?? null, text);
  }
  const copy = [...target];
  copy[index] = write(target[index], steps, position + 1, value, text);
  return copy;
}

function mismatch(target: Json, text: string): StateFailure {
  return new StateFailure(
    "States.ResultPathMatchFailure",
    `Unable to apply ReferencePath ${text} to input ${renderJson(target)}`,
  );
}
