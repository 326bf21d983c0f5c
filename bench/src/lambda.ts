import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { strToU8, zipSync } from "fflate";
import { compare, type Rounds } from "./load.ts";
import { ServerProcess } from "./processes.ts";
import type { Measurement } from "./report.ts";
import { signedFor } from "./virga.ts";

const goSource = fileURLToPath(
  new URL("../../packages/virga/src/services/lambda/execution/fixtures/go-handler", import.meta.url),
);
const event = '{"a":1}';

function invocationOf(name: string) {
  const path = `/2015-03-31/functions/${name}/invocations`;
  return {
    method: "POST" as const,
    path,
    headers: { ...signedFor("lambda"), "content-type": "application/json" },
    body: event,
  };
}

/** The zip files of the measured functions, by name and runtime; without Go there is none of it. */
function packages(folder: string): { functions: string[]; hasGo: boolean } {
  const write = (name: string, files: Parameters<typeof zipSync>[0]) => {
    const file = join(folder, `${name}.zip`);
    writeFileSync(file, zipSync(files));
    return file;
  };
  const node = write("node", { "index.js": strToU8("exports.handler = async (event) => event;") });
  const functions = [`node=nodejs22.x=${node}`];
  try {
    const binary = join(folder, "bootstrap");
    execFileSync("go", ["build", "-o", binary, "."], { cwd: goSource, env: { ...process.env, CGO_ENABLED: "0" } });
  } catch {
    return { functions, hasGo: false };
  }
  const bootstrap = readFileSync(join(folder, "bootstrap"));
  functions.push(`go=provided.al2023=${write("go", { bootstrap: [bootstrap, { os: 3, attrs: 0o100755 << 16 }] })}`);
  return { functions, hasGo: true };
}

/** Warm invocations over HTTP beside an echo, and inside the process; and those that start an environment. */
export async function measureLambda(folder: string, echo: string, rounds: Rounds): Promise<Measurement[]> {
  const { functions, hasGo } = packages(folder);
  if (!hasGo) console.error("Go is not installed: the custom runtime is not measured.");
  const file = fileURLToPath(new URL("servers/functions.ts", import.meta.url));
  const { server, url } = await ServerProcess.listen(file, functions);
  try {
    const [port, measuring] = url.slice("http://127.0.0.1:".length).split(" ");
    const inside = (await (await fetch(`http://127.0.0.1:${measuring}/`)).json()) as Record<
      string,
      { cold: number; warm: number }
    >;
    const names = Object.keys(inside);
    const echoRequest = { method: "POST" as const, path: `/${event.length}`, body: event };
    const rates = await compare(
      [
        { name: "echo", url: echo, requests: [echoRequest] },
        ...names.map((name) => ({ name, url: `http://127.0.0.1:${port}`, requests: [invocationOf(name)] })),
      ],
      rounds,
    );
    const rate = (name: string) => rates.get(name) as number;
    return names.flatMap((name): Measurement[] => {
      const title = name === "go" ? "Go custom runtime" : "Node.js";
      const { cold, warm } = inside[name]!;
      const overhead = warm * 1_000;
      return [
        { name: `cold start, ${title}`, value: cold, unit: "ms", comparisons: [] },
        {
          name: `warm invocation inside, ${title}`,
          value: overhead,
          unit: "µs",
          comparisons: name === "node" ? [{ to: "", value: overhead, aim: { lessThan: 150 } }] : [],
        },
        {
          name: `warm invocations over HTTP, ${title}`,
          value: rate(name),
          unit: "requests/s",
          comparisons: [{ to: "echo", value: rate(name) / rate("echo") }],
        },
      ];
    });
  } finally {
    await server.stop();
  }
}
