/** As much of a JSON schema as an API Gateway model has. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The example of an email address. */
export const exampleEmail = "ada@example.com";

/** What a text of that name or format may look like. */
const samples: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/e-?mail/i, exampleEmail],
  [/phone|mobile/i, "+15550100"],
  [/date-time|timestamp/i, "2026-01-31T12:00:00Z"],
  [/date|birth/i, "2026-01-31"],
  [/first.?name|given/i, "Ada"],
  [/last.?name|family|surname/i, "Lovelace"],
  [/name/i, "Ada"],
  [/uri|url/i, "https://example.com/"],
  [/uuid|guid/i, "6fa459ea-ee8a-4ca4-894e-db77e160355e"],
  [/\bid$|Id$/i, "1"],
];

/** An example that fits a JSON schema, as far as one can be made up; for people to try an API with. */
export function exampleValue(schema: Schema, name = "", root: Schema = schema, depth = 0): unknown {
  if (depth > 8) return null;
  const next = (inner: Schema, innerName = name) => exampleValue(inner, innerName, root, depth + 1);
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum?.[0] !== undefined) return schema.enum[0];
  const referred = /^#\/definitions\/(.+)$/.exec(schema.$ref ?? "")?.[1];
  if (referred !== undefined) return next(root.definitions?.[referred] ?? {});
  const choice = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (choice) return next(choice);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => next(part)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "array") {
    const items = Array.isArray(schema.items) ? schema.items[0] : schema.items;
    return items ? [next(items as Schema)] : [];
  }
  if (type === "object" || schema.properties) {
    // What may be left out is: the shorter, the easier to try.
    const isWanted = ([member]: readonly [string, Schema]) => schema.required?.includes(member) ?? true;
    const members = Object.entries(schema.properties ?? {}).filter(isWanted);
    return Object.fromEntries(members.map(([member, inner]) => [member, next(inner, member)]));
  }
  if (type === "integer" || type === "number") return Math.max(1, schema.minimum ?? 1);
  if (type === "boolean") return true;
  return exampleText(schema, name);
}

function exampleText({ format, pattern, minLength = 0, maxLength }: Schema, name: string): string {
  const fits = (text: string) =>
    text.length >= minLength && text.length <= (maxLength ?? text.length) && matches(pattern, text);
  const sample = samples.find(([kind, text]) => (kind.test(format ?? "") || kind.test(name)) && fits(text));
  const text = sample?.[1] ?? ["text", "+15550100", "2026-01-31", "1", "ada@example.com", "A"].find(fits) ?? "text";
  return text.padEnd(minLength, "x");
}

function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}
