type Headers = Readonly<Record<string, string | readonly string[]>>;

const headerName = /^[\w!#$%&'*+.^`|~-]+$/;
/** Of control characters, a header's value may have tabs alone. */
const controlCharacter = /[^\t\x20-\x7e\x80-\uffff]/;
const beyondAscii = /[\x80-\uffff]/;

/** Whether HTTP can carry a header. */
export function isSendable(name: string, value: string): boolean {
  return headerName.test(name) && !controlCharacter.test(value);
}

/** What of an answer HTTP can't carry; undefined if it can carry all of it. */
export function unsendablePart({
  status,
  headers,
}: {
  readonly status: number;
  readonly headers: Headers;
}): string | undefined {
  if (status < 200) return `the status ${status}`;
  for (const name in headers) {
    const value = headers[name] as string | readonly string[];
    const isFine = typeof value === "string" ? isSendable(name, value) : value.every((each) => isSendable(name, each));
    if (!isFine) return `the header ${name}`;
  }
  return undefined;
}

/** Headers as bytes, one character each: in UTF-8, where HTTP would take them for Latin 1. */
export function encodedHeaders(headers: Headers): Headers {
  for (const name in headers) {
    if (beyondAscii.test(String(headers[name]))) return encodedAll(headers);
  }
  return headers;
}

function encodedAll(headers: Headers): Headers {
  const encode = (value: string) => Buffer.from(value).toString("latin1");
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === "string" ? encode(value) : value.map(encode),
    ]),
  );
}
