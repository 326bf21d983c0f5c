import { XMLParser } from "fast-xml-parser";

const parser = new XMLParser({ ignoreDeclaration: true, parseTagValue: false, ignoreAttributes: true });

/** An XML document as nested objects with texts. */
export function readXml(text: string): unknown {
  return parser.parse(text);
}

/**
 * The result of an operation: the content of `<OperationResult>`, with `<member>` lists as lists; without that element, as in the
 * REST protocol, that of the document's own. Lists of one item that have no element of their own can't be told from members.
 */
export function readXmlResult(text: string, operation: string): unknown {
  const document = readXml(text) as Record<string, Record<string, unknown> | undefined>;
  const response = document[`${operation}Response`];
  return withLists(response ? (response[`${operation}Result`] ?? {}) : (Object.values(document)[0] ?? {}));
}

function withLists(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withLists);
  const names = Object.keys(value);
  if (names.length === 1 && names[0] === "member") {
    const { member } = value as { member: unknown };
    return (Array.isArray(member) ? member : [member]).map(withLists);
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withLists(member)]));
}

/** The parameters as a form: members with dots, lists as `.member.1`, maps of attributes as `.entry.1.key`. */
export function writeForm(params: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams();
  const write = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        write(`${name}.member.${index + 1}`, item);
      });
    } else if (typeof value === "object" && name.endsWith("Attributes")) {
      Object.entries(value).forEach(([key, member], index) => {
        write(`${name}.entry.${index + 1}.key`, key);
        write(`${name}.entry.${index + 1}.value`, member);
      });
    } else if (typeof value === "object") {
      for (const [key, member] of Object.entries(value)) write(`${name}.${key}`, member);
    } else {
      form.append(name, String(value));
    }
  };
  for (const [name, value] of Object.entries(params)) write(name, value);
  return form.toString();
}
