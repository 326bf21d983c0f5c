import type { TimestampFormat } from "./model.ts";

/** Writes a timestamp as `2015-01-01T00:00:00Z`, with milliseconds only where there are any. */
function formatIso8601(instant: Date): string {
  return instant.toISOString().replace(".000Z", "Z");
}

/** Writes a timestamp as text; seconds since 1970 keep their milliseconds. */
export function formatTimestamp(instant: Date, format: TimestampFormat): string {
  switch (format) {
    case "iso8601":
      return formatIso8601(instant);
    case "rfc822":
      return instant.toUTCString();
    case "unixTimestamp":
      return String(instant.getTime() / 1000);
  }
}

const dateTime = /^\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const basicDateTime = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}(\.\d+)? (GMT|[+-]\d{4})$/;

/** Reads a timestamp in any of the three formats, as AWS's services do; undefined if the text is none. */
export function parseTimestamp(text: string): Date | undefined {
  if (number.test(text)) return valid(new Date(Math.round(Number(text) * 1000)));
  if (dateTime.test(text)) {
    const zoned = text.length > 10 && !/([Zz]|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
    return valid(new Date(zoned.toUpperCase()));
  }
  if (httpDate.test(text)) return valid(new Date(text));
  const basic = basicDateTime.exec(text);
  return basic ? valid(new Date(text.replace(basicDateTime, "$1-$2-$3T$4:$5:$6Z"))) : undefined;
}

function valid(instant: Date): Date | undefined {
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
