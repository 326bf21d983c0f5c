import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Zippable, zipSync } from "fflate";
import { RunningFunctions } from "./running-functions.suite.ts";

const run = promisify(execFile);

async function hasGo(): Promise<boolean> {
  return run("go", ["version"]).then(
    () => true,
    () => false,
  );
}

/** A zip file whose files have modes, as `zip` writes it. */
function zipWithModes(files: Readonly<Record<string, { content: Uint8Array; mode: number }>>): Uint8Array {
  const entries = Object.entries(files).map(([name, { content, mode }]) => [
    name,
    [content, { os: 3, attrs: (0o100000 | mode) << 16, level: 1 }],
  ]);
  return zipSync(Object.fromEntries(entries) as Zippable);
}

const custom = { Runtime: "provided.al2023", Handler: "bootstrap" } as const;

describe("a custom runtime", () => {
  let functions: RunningFunctions;
  let folder: string;
  let count = 0;

  before(async () => {
    functions = await RunningFunctions.start();
    folder = await mkdtemp(join(tmpdir(), "virga-go-"));
  });

  after(async () => {
    await functions.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function invalid(files: Parameters<typeof zipWithModes>[0]): Promise<unknown> {
    const name = `invalid-${count++}`;
    await functions.create(name, {}, { ...custom, Code: { ZipFile: zipWithModes(files) } });
    const { payload, error, log } = await functions.invoke(name);
    assert.equal(error, "Unhandled");
    const requestId = /RequestId: (\S+)/.exec(log)?.[1];
    return JSON.parse(JSON.stringify(payload).replace(requestId!, "ID"));
  }

  it("needs a bootstrap that the system can start", async () => {
    const shell = Buffer.from("#!/bin/sh\nexit 4\n");
    const invalidEntrypoint = (text: string) => ({
      errorType: "Runtime.InvalidEntrypoint",
      errorMessage: `RequestId: ID Error: ${text}`,
    });
    assert.deepEqual(
      await invalid({ other: { content: shell, mode: 0o755 } }),
      invalidEntrypoint("Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"),
    );
    assert.deepEqual(
      await invalid({ bootstrap: { content: shell, mode: 0o644 } }),
      invalidEntrypoint("fork/exec /var/task/bootstrap: permission denied"),
    );
    assert.deepEqual(
      await invalid({ bootstrap: { content: Buffer.from([1, 2, 3]), mode: 0o755 } }),
      invalidEntrypoint("fork/exec /var/task/bootstrap: exec format error"),
    );
    assert.deepEqual(await invalid({ bootstrap: { content: shell, mode: 0o755 } }), {
      errorType: "Runtime.ExitError",
      errorMessage: "RequestId: ID Error: Runtime exited with error: exit status 4",
    });
  });

  it("may be a script, of a package without modes too", async (t) => {
    if (!(await run("curl", ["--version"]).catch(() => undefined))) return t.skip("curl is not installed");
    const script = `#!/bin/sh
api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
while true; do
  headers=$(mktemp)
  event=$(curl -sS -D "$headers" "$api/invocation/next") || exit 1
  id=$(grep -i Lambda-Runtime-Aws-Request-Id "$headers" | tr -d '[:space:]' | cut -d: -f2)
  rm "$headers"
  echo "got $event" >&2
  curl -sS -o /dev/null "$api/invocation/$id/response" -d "{\\"echo\\":$event}"
done
`;
    await functions.create("script", { bootstrap: script }, custom);
    const { payload, log } = await functions.invoke("script", { a: 1 });
    assert.deepEqual(payload, { echo: { a: 1 } });
    assert.match(log, /\ngot \{"a":1\}\n/);
    assert.deepEqual((await functions.invoke("script", { a: 2 })).payload, { echo: { a: 2 } });
  });

  it("may be written in Go", { timeout: 300_000 }, async (t) => {
    if (!(await hasGo())) return t.skip("Go is not installed");
    const source = fileURLToPath(new URL("./fixtures/go-handler", import.meta.url));
    const binary = join(folder, "bootstrap");
    await run("go", ["build", "-o", binary, "."], { cwd: source, env: { ...process.env, CGO_ENABLED: "0" } });
    const content = await readFile(binary);
    const Code = { ZipFile: zipWithModes({ bootstrap: { content, mode: 0o755 } }) };
    await functions.create("go", {}, { ...custom, Code, Timeout: 1, Environment: { Variables: { OWN: "ä" } } });

    assert.deepEqual((await functions.invoke("go", { a: "ä" })).payload, { a: "ä" });
    const warm = await functions.invoke("go", { b: 2 });
    assert.deepEqual(warm.payload, { b: 2 });
    assert.doesNotMatch(warm.log, /Init Duration/);

    const ClientContext = Buffer.from('{"custom":{"a":"ä"}}').toString("base64");
    const { payload, log } = await functions.invoke("go", { do: "describe" }, { ClientContext });
    const { headers, variables } = payload as { headers: Record<string, string[]>; variables: string[] };
    assert.match(log, /\ndescribing [0-9a-f-]{36}\n/);
    assert.match(headers["Lambda-Runtime-Deadline-Ms"]![0]!, /^\d{13}$/);
    assert.match(
      headers["Lambda-Runtime-Trace-Id"]![0]!,
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
    );
    assert.deepEqual(JSON.parse(headers["Lambda-Runtime-Client-Context"]![0]!), { custom: { a: "ä" } });
    assert.equal(
      headers["Lambda-Runtime-Invoked-Function-Arn"]![0],
      "arn:aws:lambda:us-east-1:000000000000:function:go",
    );
    assert.ok(variables.includes("OWN=ä") && variables.includes("_HANDLER=bootstrap"));

    const failed = await functions.invoke("go", { do: "fail" });
    assert.deepEqual(failed.payload, { errorType: "Go.Failed", errorMessage: "as told" });
    assert.equal(failed.error, "Unhandled");
    assert.equal((await functions.invoke("go", { do: "wrong-id" })).payload, 400);
    assert.match(
      JSON.stringify((await functions.invoke("go", { do: "stream" })).payload),
      /Virga does not support response streaming/,
    );
    const exited = await functions.invoke("go", { do: "exit" });
    assert.match(JSON.stringify(exited.payload), /Runtime exited with error: exit status 7/);
    const looped = await functions.invoke("go", { do: "loop" });
    assert.match(JSON.stringify(looped.payload), /Task timed out after 1\.00 seconds/);
    assert.deepEqual((await functions.invoke("go", { c: 3 })).payload, { c: 3 });

    await functions.create("go-init", {}, { ...custom, Code, Environment: { Variables: { FAIL_INIT: "1" } } });
    assert.deepEqual((await functions.invoke("go-init")).payload, {
      errorType: "Init.Failed",
      errorMessage: "no start",
    });
  });
});
