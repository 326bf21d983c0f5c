import { VirgaError } from "../kernel/errors.ts";

type Step = string | number;

/**
 * Applies `path=value` changes to an event. A path has names and positions: `Records[0].kinesis.data`, `headers["x-id"]`.
 * A value is JSON, or a text where it is none; where the event has a text, it stays one (`null` and `"..."` aside).
 * What is not there yet is made.
 * @throws VirgaError for a change that is none, or that leads through something without members.
 */
export function changeEvent(event: unknown, changes: readonly string[]): unknown {
  let root = event;
  for (const change of changes) {
    const { path, text } = split(change);
    root = put(root, path, text, change);
  }
  return root;
}

function split(change: string): { readonly path: readonly Step[]; readonly text: string } {
  const path: Step[] = [];
  let rest = change;
  while (!rest.startsWith("=")) {
    const match = /^\.?(?:([^.[\]="]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\])/.exec(rest);
    if (!match) throw badChange(change, "a change is PATH=VALUE, e.g. Records[0].body=hello");
    path.push(match[2] !== undefined ? Number(match[2]) : (match[1] ?? (JSON.parse(`"${match[3]}"`) as string)));
    rest = rest.slice(match[0].length);
  }
  if (path.length === 0) throw badChange(change, "the path before '=' is missing");
  return { path, text: rest.slice(1) };
}

function put(holder: unknown, path: readonly Step[], text: string, change: string): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return readValue(holder, text);
  if (typeof step === "number") {
    const list = holder === undefined || holder === null ? [] : holder;
    if (!Array.isArray(list)) throw badChange(change, `[${step}] stands for an item of a list, and there is none`);
    if (step > list.length) throw badChange(change, `the list has ${list.length} items: [${step}] would leave a gap`);
    return step === list.length
      ? [...list, put(undefined, rest, text, change)]
      : list.with(step, put(list[step], rest, text, change));
  }
  const object = holder === undefined || holder === null ? {} : holder;
  if (typeof object !== "object" || Array.isArray(object)) {
    throw badChange(change, `'${step}' stands for a member of an object, and there is none`);
  }
  return { ...object, [step]: put((object as Record<string, unknown>)[step], rest, text, change) };
}

function readValue(present: unknown, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return typeof present === "string" && typeof value !== "string" && value !== null ? text : value;
}

function badChange(change: string, message: string): VirgaError {
  return new VirgaError("BadArgument", `--set ${change}: ${message}`, { hint: "see: virga --help" });
}
