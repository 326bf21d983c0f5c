import { validationError } from "../errors.ts";
import { type AttributeMap, type AttributeValue, attributeOf, emptyMap } from "../values/attribute-value.ts";
import type { DocumentPath } from "./document-path.ts";

/** A map or list that belongs to the draft and may be changed. A list keeps holes until the end. */
type OpenContainer =
  | { readonly M: Record<string, AttributeValue>; readonly L?: undefined }
  | { readonly L: (AttributeValue | undefined)[]; readonly M?: undefined };

/**
 * An item that is being updated. Only the maps and lists on the way to a change are copied. Indexes mean the
 * elements as they were before the update: removed elements leave holes, which `finish` closes, and elements set past
 * the end come behind the last one.
 */
export class ItemDraft {
  readonly #root: OpenContainer & { readonly M: Record<string, AttributeValue> };
  readonly #copies = new Set<AttributeValue>();
  readonly #lists = new Set<(AttributeValue | undefined)[]>();

  constructor(item: AttributeMap) {
    this.#root = { M: Object.assign(emptyMap(), item) };
  }

  /** The value at a path; throws if what should hold it is not there. */
  get(path: DocumentPath): AttributeValue | undefined {
    const { M, L } = this.#open(path);
    const last = path[path.length - 1]!;
    return M ? attributeOf(M, last as string) : L[last as number];
  }

  /** Puts a value at a path, or removes what is there. */
  set(path: DocumentPath, value: AttributeValue | undefined): void {
    if (value === undefined) {
      this.remove(path);
      return;
    }
    const { M, L } = this.#open(path);
    const last = path[path.length - 1]!;
    if (M) M[last as string] = value;
    else L[last as number] = value;
  }

  remove(path: DocumentPath): void {
    const { M, L } = this.#open(path);
    const last = path[path.length - 1]!;
    if (M) delete M[last as string];
    else if ((last as number) < L.length) delete L[last as number];
  }

  finish(): AttributeMap {
    for (const list of this.#lists) {
      const elements = Object.keys(list).map((index) => list[Number(index)]!);
      list.length = 0;
      for (const element of elements) list.push(element);
    }
    return this.#root.M;
  }

  /** The container of a path's last step, opened for changes. */
  #open(path: DocumentPath): OpenContainer {
    let container: OpenContainer = this.#root;
    for (const step of path.slice(0, -1)) {
      const value: AttributeValue | undefined = container.M
        ? attributeOf(container.M, String(step))
        : container.L[step as number];
      container = this.#own(container, step, value);
    }
    const last = path[path.length - 1];
    if (typeof last === "number" ? container.L : container.M) return container;
    throw invalidPath();
  }

  /** Replaces a map or list inside the draft by a copy that may be changed, once. */
  #own(parent: OpenContainer, step: string | number, value: AttributeValue | undefined): OpenContainer {
    if (value && this.#copies.has(value)) return value as OpenContainer;
    const copy = value && copyOf(value);
    if (!copy || (typeof step === "number") !== (parent.L !== undefined)) throw invalidPath();
    this.#copies.add(copy as AttributeValue);
    if (copy.L) this.#lists.add(copy.L);
    if (parent.M) parent.M[step as string] = copy as AttributeValue;
    else parent.L[step as number] = copy as AttributeValue;
    return copy;
  }
}

function copyOf(value: AttributeValue): OpenContainer | undefined {
  if (value.M) return { M: Object.assign(emptyMap(), value.M) };
  return value.L && { L: value.L.slice() };
}

function invalidPath(): Error {
  return validationError("The document path provided in the update expression is invalid for update");
}
