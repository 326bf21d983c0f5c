import { CaseFailure } from "../corpus/outcome.ts";
import { jsonText } from "./json-text.ts";
import { isObject, type JsonObject, parseOrKeep, replaceMembers } from "./structure.ts";

type FindInMember = (name: string, value: unknown, holder: JsonObject) => unknown;

const keyFunctions: Readonly<Record<string, FindInMember>> = {
  cause_json_input(name, value) {
    const group = name === "cause" && typeof value === "string" ? /^.*'({.*})'/.exec(value)?.[1] : undefined;
    return group !== undefined && isJson(group) ? group : undefined;
  },
  arn_resource_name(_name, value) {
    if (typeof value !== "string" || !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:./.test(value)) return undefined;
    const functionName = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(value)?.[1];
    const last = functionName ?? value.split(/[/:]/).at(-1) ?? "";
    return last === "" || last.startsWith("<") ? undefined : last;
  },
  sns_pem_file_token(name, value) {
    if (name !== "SigningCertURL" || typeof value !== "string") return undefined;
    return /SimpleNotificationService-(.*\.pem)/.exec(value)?.[1];
  },
  sns_unsubscribe_subscription(name, value, holder) {
    const subscription = holder.SubscriptionArn ?? value;
    return name === "UnsubscribeURL" ? String(subscription).split(":").at(-1) : undefined;
  },
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The function of a `key_function` rule: the part of a member that is to be replaced. */
export function keyFunction(name: string): FindInMember {
  const found = keyFunctions[name];
  if (!found) throw new CaseFailure(`The harness does not know the key function '${name}'`);
  return found;
}

const structureFunctions: Readonly<Record<string, (root: JsonObject) => void>> = {
  sort_parallel_events(root) {
    replaceMembers(root, (name, value) =>
      name === "events" && Array.isArray(value) ? sortParallel(value) : undefined,
    );
  },
  sort_variable_references(root) {
    const sorted = (lists: JsonObject) =>
      Object.fromEntries(
        Object.entries(lists).map(([name, list]) => [name, Array.isArray(list) ? list.toSorted() : list]),
      );
    replaceMembers(root, (name, value) =>
      name === "variableReferences" && isObject(value) ? sorted(value) : undefined,
    );
  },
  parse_output_json(root) {
    replaceMembers(root, (name, value) =>
      name === "output" && typeof value === "string" ? parseOrKeep(value) : undefined,
    );
  },
};

/** Carries out a rule of kind `function` on the structure. */
export function structureFunction(name: string, root: JsonObject): void {
  const apply = structureFunctions[name];
  if (!apply) throw new CaseFailure(`The harness does not know the function '${name}'`);
  apply(root);
}

const parallelEnds = new Set(["Succeeded", "Aborted", "Exited", "Failed"].map((end) => `ParallelState${end}`));

/**
 * Takes the order and the numbers from the events between a ParallelStateStarted and the next end of a Parallel state. The
 * event of that end is left out: the recordings that were cleaned in this way don't have it.
 */
function sortParallel(events: readonly unknown[]): unknown[] {
  const result: unknown[] = [];
  let inside: JsonObject[] | undefined;
  const close = () => {
    result.push(...(inside ?? []).toSorted((a, b) => (jsonText(a) < jsonText(b) ? -1 : 1)));
    inside = undefined;
  };
  for (const event of events) {
    const type = isObject(event) ? String(event.type) : "";
    if (inside && parallelEnds.has(type)) {
      close();
      continue;
    }
    if (inside && isObject(event)) inside.push({ ...event, id: [0], previousEventId: 0 });
    else result.push(event);
    if (type === "ParallelStateStarted") inside ??= [];
  }
  close();
  return result;
}
