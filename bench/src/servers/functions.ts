// A cloud with one function for each zip file of the arguments (`name=runtime=file`). Prints its port, then serves until it is ended;
// answers `GET /` on the second port it prints with the milliseconds that invocations take inside the process.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTestCloud } from "virga/testing";

const account = "000000000000";
const region = "us-east-1";
const context = { principal: { kind: "root", account }, account, region } as const;
const measured = 2_000;

const cloud = await createTestCloud();
const { bus } = cloud.runtime.host;
const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
await bus.call("iam", "CreateRole", { RoleName: "bench", AssumeRolePolicyDocument }, context);
const Payload = Buffer.from('{"a":1}');

/** Milliseconds of the invocation that starts an environment, and of a later one. */
async function measure(FunctionName: string): Promise<{ cold: number; warm: number }> {
  const started = performance.now();
  await bus.call("lambda", "Invoke", { FunctionName, Payload }, context);
  const cold = performance.now() - started;
  const all: number[] = [];
  for (let count = 0; count < measured; count++) {
    const begun = performance.now();
    await bus.call("lambda", "Invoke", { FunctionName, Payload }, context);
    all.push(performance.now() - begun);
  }
  return { cold, warm: all.toSorted((a, b) => a - b)[measured >> 1] as number };
}

const names: string[] = [];
for (const argument of process.argv.slice(2)) {
  const [FunctionName, Runtime, file] = argument.split("=") as [string, "nodejs22.x" | "provided.al2023", string];
  const Role = `arn:aws:iam::${account}:role/bench`;
  const Code = { ZipFile: readFileSync(file) };
  await bus.call("lambda", "CreateFunction", { FunctionName, Runtime, Role, Handler: "index.handler", Code }, context);
  names.push(FunctionName);
}

const measurements = createServer(async (_request, response) => {
  const results: Record<string, object> = {};
  for (const name of names) results[name] = await measure(name);
  response.end(JSON.stringify(results));
}).listen(0, "127.0.0.1", async () => {
  const { port } = new URL(await cloud.listen());
  console.log(`${port} ${(measurements.address() as AddressInfo).port}`);
});
