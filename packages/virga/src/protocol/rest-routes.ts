import { percentDecode } from "../kernel/percent-decode.ts";
import type { WireRequest } from "../kernel/wire.ts";
import type { Labels } from "./codec.ts";
import type { ServiceModel } from "./model.ts";
import { parseForm } from "./wire-text.ts";

type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "label"; readonly name: string }
  | { readonly kind: "greedy"; readonly name: string };

interface RestRoute {
  readonly operation: string;
  readonly method: string;
  readonly segments: readonly Segment[];
  /** Query parameters that the route itself names, such as `?acl` or `?list-type=2`. */
  readonly literals: readonly (readonly [name: string, value: string])[];
  /** Query parameters and headers that the input requires: they tell `UploadPart` from `PutObject`. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
}

export interface RestMatch {
  readonly operation: string;
  readonly labels: Labels;
}

/** Why no operation matches: no route has the path, or none the method, or the path's escapes are malformed. */
export type RestMismatch = "path" | "method" | "escape";

/** The routes of a REST service's operations, most specific first. */
export class RestRoutes {
  readonly #routes: readonly RestRoute[];

  /** Operations in `superseded` have no routes of their own. */
  constructor(model: ServiceModel, superseded: readonly string[] = []) {
    const names = Object.keys(model.operations).filter((name) => !superseded.includes(name));
    const routes = names.map((name) => compileRoute(model, name));
    this.#routes = routes.toSorted((left, right) => specificity(right) - specificity(left));
  }

  /** Finds the operation of a request; `path` is percent-encoded and starts with a slash. */
  match(request: WireRequest, path: string): RestMatch | RestMismatch {
    const parts = splitPath(path);
    const query = new Map(parseForm(request.rawQuery));
    let mismatch: RestMismatch = "path";
    let fallback: RestRoute | undefined;
    for (const route of this.#routes) {
      if (!matchesPath(route.segments, parts)) continue;
      if (route.method !== request.method) {
        if (mismatch === "path") mismatch = "method";
        continue;
      }
      if (!route.literals.every(([name, value]) => query.get(name) === value || (value === "" && query.has(name))))
        continue;
      if (hasRequired(route, request, query)) return toMatch(route, parts);
      // A request that lacks what an operation requires is still that operation's, if no other one claims it.
      if (!fallback || requirements(route) < requirements(fallback))
        fallback = sameShape(route, fallback) ? route : fallback;
    }
    return fallback ? toMatch(fallback, parts) : mismatch;
  }
}

function compileRoute(model: ServiceModel, operation: string): RestRoute {
  const { http, input } = model.operations[operation]!;
  const { method, requestUri } = http ?? { method: "POST", requestUri: "/" };
  const question = requestUri.indexOf("?");
  const path = question < 0 ? requestUri : requestUri.slice(0, question);
  const literals = question < 0 ? [] : parseForm(requestUri.slice(question + 1));
  const members = input === undefined ? [] : model.members(model.resolve(input).shape);
  const required = (location: string) =>
    members
      .filter((member) => member.required && member.traits.location === location)
      .map((member) => member.traits.locationName ?? member.memberName);
  return {
    operation,
    method,
    segments: splitPath(path).map(compileSegment),
    literals,
    requiredQuery: required("querystring"),
    requiredHeaders: required("header").map((name) => name.toLowerCase()),
  };
}

function splitPath(path: string): readonly string[] {
  const trimmed = path.startsWith("/") ? path.slice(1) : path;
  return trimmed === "" ? [] : trimmed.split("/");
}

function compileSegment(text: string): Segment {
  const label = /^\{([^}+]+)(\+?)\}$/.exec(text);
  if (!label) return { kind: "literal", text };
  return { kind: label[2] === "+" ? "greedy" : "label", name: label[1]! };
}

/** Literal segments weigh most, then labels, then the query a route names, then what it requires. */
function specificity(route: RestRoute): number {
  let weight = 0;
  for (const { kind } of route.segments) weight += kind === "literal" ? 10_000 : kind === "label" ? 1_000 : 500;
  return weight + route.literals.length * 20 + requirements(route);
}

function requirements(route: RestRoute): number {
  return route.requiredQuery.length + route.requiredHeaders.length;
}

function sameShape(route: RestRoute, other: RestRoute | undefined): boolean {
  return (
    other === undefined ||
    (route.literals.length === other.literals.length && route.segments.length === other.segments.length)
  );
}

function hasRequired(route: RestRoute, request: WireRequest, query: ReadonlyMap<string, string>): boolean {
  return (
    route.requiredQuery.every((name) => query.has(name)) &&
    route.requiredHeaders.every((name) => request.headers[name] !== undefined)
  );
}

function matchesPath(segments: readonly Segment[], parts: readonly string[]): boolean {
  let index = 0;
  for (const [position, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return false;
    if (segment.kind === "greedy") {
      const after = segments.length - position - 1;
      const end = parts.length - after;
      if (end <= index || parts.slice(index, end).every((text) => text === "")) return false;
      index = end;
    } else {
      if (segment.kind === "literal" ? part !== segment.text : part === "") return false;
      index++;
    }
  }
  // A slash at the end of the path is no segment of its own.
  return index === parts.length || (index === parts.length - 1 && parts[index] === "");
}

function toMatch(route: RestRoute, parts: readonly string[]): RestMatch | "escape" {
  const labels: Record<string, string> = {};
  let index = 0;
  for (const [position, segment] of route.segments.entries()) {
    const end = segment.kind === "greedy" ? parts.length - (route.segments.length - position - 1) : index + 1;
    if (segment.kind !== "literal") {
      const text = percentDecode(parts.slice(index, end).join("/"));
      if (text === undefined) return "escape";
      labels[segment.name] = text;
    }
    index = end;
  }
  return { operation: route.operation, labels };
}
