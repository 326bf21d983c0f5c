import { existsSync, readFileSync } from "node:fs";

interface Reference {
  readonly shape: string;
  readonly location?: "header" | "headers" | "querystring" | "statusCode" | "uri";
  readonly locationName?: string;
}

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, string | Reference>>;
  readonly member?: string | Reference;
  readonly value?: string | Reference;
  readonly payload?: string;
  readonly flattened?: boolean;
  readonly exception?: boolean;
  readonly error?: { readonly code?: string };
}

interface Operation {
  readonly http?: { readonly method: string; readonly requestUri: string };
  readonly input?: string | Reference;
  readonly output?: string | Reference;
  readonly httpChecksum?: { readonly requestValidationModeMember?: string };
}

interface Document {
  readonly metadata: {
    readonly protocol: string;
    readonly endpointPrefix: string;
    readonly apiVersion: string;
    readonly jsonVersion?: string;
    readonly targetPrefix?: string;
    readonly signingName?: string;
  };
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** A member of an operation's input or output and where it travels. */
export interface Member {
  readonly name: string;
  readonly locationName: string;
  readonly location: Reference["location"];
  /** `string`, `integer`, `map`, ... */
  readonly type: string;
}

const folder = new URL("../../../virga/src/protocol/generated/", import.meta.url);

/** What AWS publishes about a service's operations: how requests are written and which members are instants. */
export class ServiceModel {
  readonly #document: Document;
  readonly #operations: ReadonlyMap<string, string>;

  constructor(document: Document) {
    this.#document = document;
    this.#operations = new Map(Object.keys(document.operations).map((name) => [name.toLowerCase(), name]));
  }

  /** The model of a service by its name in scripts (`stepfunctions`, `s3`); undefined if there is none. */
  static load(service: string): ServiceModel | undefined {
    const file = new URL(`${service === "stepfunctions" ? "states" : service}.json`, folder);
    return existsSync(file) ? new ServiceModel(JSON.parse(readFileSync(file, "utf8")) as Document) : undefined;
  }

  get metadata(): Document["metadata"] {
    return this.#document.metadata;
  }

  /** `StartExecution` for `start_execution`; undefined if the service has no such operation. */
  operationName(snakeCase: string): string | undefined {
    return this.#operations.get(snakeCase.replaceAll("_", "").toLowerCase());
  }

  http(operation: string): { readonly method: string; readonly requestUri: string } {
    return this.#document.operations[operation]?.http ?? { method: "POST", requestUri: "/" };
  }

  members(operation: string, side: "input" | "output"): Member[] {
    const members = this.#shape(this.#document.operations[operation]?.[side])?.members ?? {};
    return Object.entries(members).map(([name, member]) => {
      const reference = typeof member === "string" ? undefined : member;
      const type = this.#shape(member)?.type ?? "string";
      return { name, locationName: reference?.locationName ?? name, location: reference?.location, type };
    });
  }

  /** The member with which a read asks for checksums. */
  validationMode(operation: string): string | undefined {
    return this.#document.operations[operation]?.httpChecksum?.requestValidationModeMember;
  }

  /** The member that is the whole body of the request, and of the answer. */
  payload(operation: string, side: "input" | "output"): string | undefined {
    return this.#shape(this.#document.operations[operation]?.[side])?.payload;
  }

  /** Whether the service's model lists an error of this code. */
  hasError(code: string): boolean {
    return this.errorMembers(code) !== undefined;
  }

  errorMembers(code: string): string[] | undefined {
    const shapes = Object.entries(this.#document.shapes);
    const found = shapes.find(([name, { exception, error }]) => exception && (error?.code ?? name) === code);
    return found && Object.keys(found[1].members ?? {});
  }

  /** The answer with every member that is an instant as a Date. Members that the model doesn't know stay as they are. */
  withDates(operation: string, answer: unknown): unknown {
    return this.#convert(this.#document.operations[operation]?.output, answer);
  }

  #shape(reference: string | Reference | undefined): Shape | undefined {
    if (reference === undefined) return undefined;
    return this.#document.shapes[typeof reference === "string" ? reference : reference.shape];
  }

  #convert(reference: string | Reference | undefined, value: unknown): unknown {
    const shape = this.#shape(reference);
    if (!shape || value === null) return value;
    if (shape.type === "timestamp") return toDate(value);
    if (Array.isArray(value)) return value.map((item) => this.#convert(shape.member, item));
    if (typeof value !== "object") return value;
    const entries = Object.entries(value as object).map(([name, member]) => [
      name,
      this.#convert(shape.type === "map" ? shape.value : memberOf(shape, name), member),
    ]);
    return Object.fromEntries(entries);
  }
}

function memberOf(shape: Shape, name: string): string | Reference | undefined {
  return (
    shape.members?.[name] ??
    Object.values(shape.members ?? {}).find((member) => typeof member !== "string" && member.locationName === name)
  );
}

function toDate(value: unknown): unknown {
  const date = typeof value === "number" ? new Date(value * 1000) : new Date(String(value));
  return Number.isNaN(date.getTime()) ? value : date;
}
