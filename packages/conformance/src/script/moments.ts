const instant = /\b(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:?\d{2})?/g;

/** Moves every instant in the texts of a value by the same time, keeping how it is written. */
export function shiftInstants(value: unknown, milliseconds: number): unknown {
  if (typeof value === "string")
    return value.replace(
      instant,
      (_all, seconds, fraction = "", zone = "") => shiftedSeconds(seconds, milliseconds) + fraction + zone,
    );
  if (Array.isArray(value)) return value.map((item) => shiftInstants(item, milliseconds));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shiftInstants(member, milliseconds)]));
}

function shiftedSeconds(text: string, milliseconds: number): string {
  const shifted = new Date(Date.parse(`${text}Z`) + Math.round(milliseconds / 1000) * 1000);
  return shifted.toISOString().slice(0, 19);
}
