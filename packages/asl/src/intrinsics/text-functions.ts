import type { HashAlgorithm, Host } from "../host.ts";
import { javaText } from "../json/java.ts";
import { renderJson } from "../json/text.ts";
import type { Json } from "../json/value.ts";
import { intrinsicFailure, requireText } from "./arguments.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import type { EvaluatedArgument, IntrinsicFunction } from "./types.ts";

/** The longest text that the base64 and hash functions take, in characters. */
const MAX_TEXT = 10_000;
const ALGORITHMS: readonly string[] = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"] satisfies HashAlgorithm[];

/** The intrinsic functions on texts. */
export const textFunctions: Readonly<Record<string, IntrinsicFunction>> = {
  "States.Format": { least: 1, most: Number.POSITIVE_INFINITY, call: (_values, _host, given) => format(given) },
  "States.StringSplit": { least: 2, most: 2, call: ([text, separators]) => split(text!, separators!) },
  "States.Base64Encode": { least: 1, most: 1, call: ([text]) => encodeBase64(limited("States.Base64Encode", text!)) },
  "States.Base64Decode": { least: 1, most: 1, call: ([text]) => decode(text!) },
  "States.Hash": { least: 2, most: 2, call: ([data, algorithm], host) => hash(data!, algorithm!, host) },
};

/** Fills the `{}` of the template one after the other; `\{` and `\}` in a literal template stand for themselves. */
function format(given: readonly EvaluatedArgument[]): string {
  const [template, ...rest] = given;
  const text = template!.source ?? requireText("States.Format", template!.value);
  let next = 0;
  const filled = text.replace(/\\(.)|\{\}/gs, (match, escaped?: string) => {
    if (escaped !== undefined) {
      return template!.source === undefined && !"{}'\\".includes(escaped) ? match : escaped;
    }
    const argument = rest[next++];
    if (argument === undefined) {
      throw intrinsicFailure("Invalid arguments in States.Format: fewer arguments than occurrences of {}");
    }
    return javaText(argument.value);
  });
  if (next < rest.length) {
    throw intrinsicFailure("Invalid arguments in States.Format: more arguments than occurrences of {}");
  }
  return filled;
}

/** Splits at every character of the separators; empty parts are left out. */
function split(text: Json, separators: Json): Json {
  const characters = new Set(requireText("States.StringSplit", separators));
  const parts = [""];
  for (const character of requireText("States.StringSplit", text)) {
    if (characters.has(character)) {
      parts.push("");
    } else {
      parts[parts.length - 1] += character;
    }
  }
  return parts.filter((part) => part !== "");
}

function limited(name: string, value: Json): string {
  const text = requireText(name, value);
  if (text.length > MAX_TEXT) {
    throw intrinsicFailure(`Invalid argument for ${name}: the text is longer than ${MAX_TEXT} characters`);
  }
  return text;
}

function decode(value: Json): string {
  const text = decodeBase64(limited("States.Base64Decode", value));
  if (text === undefined) {
    throw intrinsicFailure("Invalid argument for States.Base64Decode: the text is not base64");
  }
  return text;
}

function hash(data: Json, algorithm: Json, host: Host): string {
  const name = requireText("States.Hash", algorithm);
  if (!ALGORITHMS.includes(name)) {
    throw intrinsicFailure(`Invalid argument for States.Hash: unknown algorithm ${name}`);
  }
  const text = limited("States.Hash", typeof data === "string" ? data : renderJson(data));
  return host.hash(name as HashAlgorithm, text);
}
