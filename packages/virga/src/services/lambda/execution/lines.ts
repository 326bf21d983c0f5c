import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

const longestLine = 256 * 1024;

/** Calls the listener for each line of a stream; what comes without an end is a line when the stream ends, or is long. */
export function readLines(stream: Readable, listener: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("error", () => {});
  stream.on("data", (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop()!;
    for (const line of lines) listener(line);
    if (rest.length > longestLine) {
      listener(rest);
      rest = "";
    }
  });
  stream.on("end", () => {
    if (rest !== "") listener(rest);
    rest = "";
  });
}
