type Schema = { readonly [member: string]: unknown };

/** How deep models may refer to each other before their samples end. */
const deepest = 10;

/**
 * A mapping template that writes what a model describes, with samples to be replaced: strings are "foo", numbers 42.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GetModelTemplate.html
 *
 * @param find gives the schema of another model of the API
 */
export function modelTemplate(schema: string, find: (modelName: string) => string | undefined): string {
  const writer = new TemplateWriter(find);
  return `#set($inputRoot = $input.path('$'))\n${writer.write(JSON.parse(schema) as Schema, "$inputRoot", "", 0)}`;
}

class TemplateWriter {
  readonly #find: (modelName: string) => string | undefined;

  constructor(find: (modelName: string) => string | undefined) {
    this.#find = find;
  }

  write(given: Schema, source: string, indent: string, depth: number): string {
    const schema = this.#resolve(given);
    const type = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
    if (depth > deepest) return "{ }";
    if (type === "array") return this.#writeArray(schema, source, indent, depth);
    if (type === "object" || schema.properties !== undefined) return this.#writeObject(schema, source, indent, depth);
    if (type === "boolean") return "true";
    return type === "integer" || type === "number" ? "42" : '"foo"';
  }

  #writeObject(schema: Schema, source: string, indent: string, depth: number): string {
    const inner = `${indent}  `;
    const members = Object.entries(objectOf(schema.properties)).map(
      ([name, each]) =>
        `${inner}${JSON.stringify(name)} : ${this.write(objectOf(each), `${source}.${name}`, inner, depth + 1)}`,
    );
    return members.length === 0 ? "{ }" : `{\n${members.join(",\n")}\n${indent}}`;
  }

  #writeArray(schema: Schema, source: string, indent: string, depth: number): string {
    const item = this.write(objectOf(schema.items), "$elem", `${indent} `, depth + 1);
    const todo = "##TODO: Update this foreach loop to reference array from input json";
    return `[\n${todo}\n#foreach($elem in ${source})\n${indent} ${item} \n#if($foreach.hasNext),#end\n#end\n${indent}]`;
  }

  #resolve(schema: Schema): Schema {
    const name = /\/models\/([a-zA-Z0-9]+)$/.exec(String(schema.$ref))?.[1];
    const found = name === undefined ? undefined : this.#find(name);
    return found === undefined ? schema : (JSON.parse(found) as Schema);
  }
}

function objectOf(value: unknown): Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}
