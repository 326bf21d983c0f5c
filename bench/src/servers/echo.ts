// The machine's limit: node:http alone. Reads each request to its end and answers with as many bytes as its path says.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const answers = new Map<string, string>();

function answerFor(path: string): string {
  let answer = answers.get(path);
  if (answer === undefined) {
    answer = "x".repeat(Number(path.slice(1)));
    answers.set(path, answer);
  }
  return answer;
}

const server = createServer((request, response) => {
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
  });
  request.on("end", () => {
    const body = answerFor(request.url as string);
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": body.length,
      "x-request-bytes": length,
    });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
