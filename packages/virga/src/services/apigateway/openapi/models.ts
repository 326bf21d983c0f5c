import type { ModelRecord } from "../records.ts";
import { type Json, type OpenApiDocument, object, text } from "./document.ts";

const schemaReference = /^#\/(?:definitions|components\/schemas)\/(.+)$/;

/** The models of a document: its named schemas, and those that are written where they are used. */
export class ImportedModels {
  readonly #records = new Map<string, ModelRecord>();
  readonly #restApiId: string;
  readonly #newId: () => string;

  constructor(
    { version, root }: OpenApiDocument,
    restApiId: string,
    newId: () => string,
    warn: (text: string) => void,
  ) {
    this.#restApiId = restApiId;
    this.#newId = newId;
    const schemas = version === "2.0" ? root.definitions : object(root.components).schemas;
    for (const [name, schema] of Object.entries(object(schemas))) {
      if (/^[a-zA-Z0-9]+$/.test(name)) this.#add(name, object(schema));
      else warn(`Model name must be alphanumeric: ${name}`);
    }
  }

  get records(): readonly ModelRecord[] {
    return Array.from(this.#records.values());
  }

  /** The name of the model for a schema, which is made if the schema has no name. */
  nameOf(schema: unknown): string | undefined {
    const reference = schemaReference.exec(String(object(schema).$ref))?.[1];
    if (reference !== undefined) return this.#records.has(reference) ? reference : undefined;
    if (Object.keys(object(schema)).length === 0) return undefined;
    const name = `MODEL${this.#newId()}`;
    this.#add(name, object(schema));
    return name;
  }

  #add(name: string, schema: Json): void {
    const description = text(schema.description);
    this.#records.set(name, {
      id: this.#newId(),
      name,
      ...(description === undefined ? {} : { description }),
      schema: JSON.stringify(this.#pointed(schema), null, 2),
      contentType: "application/json",
    });
  }

  /** References to schemas of the document become references to the API's models. */
  #pointed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#pointed(each));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const model = name === "$ref" ? schemaReference.exec(String(each))?.[1] : undefined;
        if (model === undefined) return [name, this.#pointed(each)];
        return [name, `https://apigateway.amazonaws.com/restapis/${this.#restApiId}/models/${model}`];
      }),
    );
  }
}
