const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** An instant: milliseconds since 1970 and the nanoseconds beyond them. */
export interface Instant {
  milliseconds: number;
  nanoseconds: number;
}

/** Reads an ISO-8601 extended offset date-time (RFC 3339 with `T` and `Z` in upper case); undefined if it is not one. */
export function parseTimestamp(text: string): Instant | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) {
    return undefined;
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  if (!isRealDate(utc, year, month, day) || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  const offset = offsetMinutes(match[8], match[9], match[10]);
  if (offset === undefined) {
    return undefined;
  }
  const nanoseconds = Number((match[7] ?? "").padEnd(9, "0"));
  return {
    milliseconds: utc - offset * 60_000 + Math.floor(nanoseconds / 1e6),
    nanoseconds: nanoseconds % 1e6,
  };
}

function isRealDate(utc: number, year: number, month: number, day: number): boolean {
  const date = new Date(utc);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function offsetMinutes(
  sign: string | undefined,
  hours: string | undefined,
  minutes: string | undefined,
): number | undefined {
  if (sign === undefined) {
    return 0;
  }
  const [h, m] = [Number(hours), Number(minutes)];
  if (h > 18 || m > 59) {
    return undefined;
  }
  return (sign === "-" ? -1 : 1) * (h * 60 + m);
}

/** Negative, zero or positive as the first instant is before, at or after the second. */
export function compareInstants(left: Instant, right: Instant): number {
  return left.milliseconds - right.milliseconds || left.nanoseconds - right.nanoseconds;
}
