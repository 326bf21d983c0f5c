/** Splits a header into the elements of a list: commas separate, quotes protect, dates have a comma of their own. */
export function splitHeaderList(text: string, dates: boolean): string[] {
  if (dates && /^[A-Za-z]{3},/.test(text.trimStart())) {
    const parts = text.split(",");
    return Array.from({ length: Math.ceil(parts.length / 2) }, (_, index) =>
      parts
        .slice(index * 2, index * 2 + 2)
        .join(",")
        .trim(),
    );
  }
  const elements = text.match(/\s*(?:"(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)/g) ?? [];
  const trimmed = elements.map((element) => element.replace(/,$/, "").trim());
  if (trimmed.at(-1) === "" && !text.trimEnd().endsWith(",")) trimmed.pop();
  return trimmed.map(unquote);
}

function unquote(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replace(/\\(.)/g, "$1")
    : text;
}

/** Joins a list into one header; elements with commas or quotes are quoted, dates are not. */
export function joinHeaderList(elements: readonly string[], dates: boolean): string {
  return elements
    .map((text) => (dates || !/[",]/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`))
    .join(", ");
}
