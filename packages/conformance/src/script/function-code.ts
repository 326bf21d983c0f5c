import { crc32 } from "node:zlib";

/** The handlers that the corpus describes in words, in the language that the recorded stack traces show. */
const handlers: Readonly<Record<string, string>> = {
  "identity: returns its event unchanged": "    return event\n",
  "identity: logs and returns its event unchanged": "    print(event)\n    return event\n",
  "answers a request to its function URL with exactly the body it got ('' if none)": [
    "    import base64",
    '    body = event.get("body") or ""',
    '    return base64.b64decode(body).decode() if event.get("isBase64Encoded") else body\n',
  ].join("\n"),
  "raises Exception('Some exception was raised.')": '    raise Exception("Some exception was raised.")\n',
  "returns 257 KiB of 'a' as bytes; bytes are not JSON-serialisable, so the runtime fails to marshal the result":
    '    return "a" * (257 * 1024)\n',
  'returns the byte string "HelloWorld!" including the double quotes; bytes are not JSON-serialisable, so the runtime fails to marshal the result':
    '    return "HelloWorld!"\n',
};

/**
 * The Python code of a function that does what the corpus says, in `handler.py`; undefined for words that nobody has written
 * code for. The real runtime turns bytes into text, as the recorded answers show: here they are text at once.
 */
export function functionCode(does: string): string | undefined {
  const body = handlers[does];
  return body === undefined ? undefined : `def handler(event, context):\n${body}`;
}

const fileHeader = 0x04034b50;
const directoryHeader = 0x02014b50;
const directoryEnd = 0x06054b50;
const version = 20;
/** That attributes are those of Unix; they let everybody run the file, as a custom runtime needs it. */
const unix = 3 << 8;
const executable = 0o100755 * 0x10000;
/** 1 January 1980: zip files know no time before. */
const date = 0x21;

/** A zip file that holds one file, as it is. */
export function zipOf(name: string, text: string): Uint8Array {
  const content = Buffer.from(text);
  const nameBytes = Buffer.from(name);
  const common = commonFields(content, nameBytes);
  const local = Buffer.concat([numbers([4, fileHeader], [2, version]), common, numbers([2, 0]), nameBytes, content]);
  const directory = Buffer.concat([
    numbers([4, directoryHeader], [2, unix | version], [2, version]),
    common,
    numbers([2, 0], [2, 0], [2, 0], [2, 0], [4, executable], [4, 0]),
    nameBytes,
  ]);
  const end = numbers(
    [4, directoryEnd],
    [2, 0],
    [2, 0],
    [2, 1],
    [2, 1],
    [4, directory.length],
    [4, local.length],
    [2, 0],
  );
  return new Uint8Array(Buffer.concat([local, directory, end]));
}

/** Flags, method, time, date, checksum, sizes and the name's length: the same in both headers. */
function commonFields(content: Buffer, name: Buffer): Buffer {
  const size = content.length;
  return numbers([2, 0], [2, 0], [2, 0], [2, date], [4, crc32(content)], [4, size], [4, size], [2, name.length]);
}

function numbers(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      if (bytes === 2) field.writeUInt16LE(value);
      else field.writeUInt32LE(value);
      return field;
    }),
  );
}
