import type { TraceEntry } from "@virga/vtl";

const longest = 200;

/** An entry of a rendering's trace as a person reads it: `$x = 1`, `$x writes "1"`. */
export function formatReference({ kind, text, reference, value }: TraceEntry): string {
  switch (kind) {
    case "text":
      return `writes ${shown(text)}`;
    case "reference":
      return `${reference} writes ${shown(text)}`;
    case "set":
      return value === undefined ? `#set ${reference} is left as it was` : `#set ${reference} = ${shown(value)}`;
    case "value":
      return `${reference} is ${shown(value ?? "")}`;
  }
}

function shown(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length > longest ? `${quoted.slice(0, longest)}... (${text.length} characters)` : quoted;
}
