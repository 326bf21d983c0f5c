/**
 * JSON text as the recording harness wrote it: `", "` and `": "` between items, everything outside ASCII escaped. Patterns of
 * normalisation rules and texts inside requests rely on it.
 */
export function jsonText(value: unknown): string {
  if (value instanceof Date) return jsonText(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${quote(name)}: ${jsonText(member)}`).join(", ")}}`;
  }
  return typeof value === "string" ? quote(value) : (JSON.stringify(value) ?? "null");
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
