import { badRequest } from "./errors.ts";
import { checkPathPart, childPath } from "./model.ts";
import type { ResourceRecord } from "./records.ts";
import { checkSibling } from "./settings.ts";

/** A resource and all below it, the resource first. */
export function withDescendants(all: readonly ResourceRecord[], root: ResourceRecord): ResourceRecord[] {
  const children = all.filter(({ parentId }) => parentId === root.id);
  return [root, ...children.flatMap((child) => withDescendants(all, child))];
}

/** The resource as it is after a change of its name or parent, followed by all below it with their new paths. */
export function moveResource(
  all: readonly ResourceRecord[],
  before: ResourceRecord,
  after: ResourceRecord,
): ResourceRecord[] {
  const parent = all.find(({ id }) => id === after.parentId);
  if (before.parentId === undefined || parent === undefined) throw badRequest("Invalid Resource identifier specified");
  if (withDescendants(all, before).some(({ id }) => id === parent.id)) {
    throw badRequest("Resources cannot be cyclical.");
  }
  const pathPart = after.pathPart ?? "";
  checkPathPart(pathPart);
  checkSibling(
    all.filter(({ id }) => id !== before.id),
    parent,
    pathPart,
  );
  return renamed(all, { ...after, path: childPath(parent.path, pathPart) });
}

function renamed(all: readonly ResourceRecord[], root: ResourceRecord): ResourceRecord[] {
  const children = all.filter(({ parentId }) => parentId === root.id);
  return [
    root,
    ...children.flatMap((child) => renamed(all, { ...child, path: childPath(root.path, child.pathPart ?? "") })),
  ];
}
