import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureApiGateway } from "./api-gateway.ts";
import { measureDynamoDB } from "./dynamodb.ts";
import { measureKinesis } from "./kinesis.ts";
import { measureLag } from "./lag.ts";
import { measureLambda } from "./lambda.ts";
import type { Rounds } from "./load.ts";
import { ServerProcess } from "./processes.ts";
import { type Measurement, reportJson, reportText } from "./report.ts";
import { measureSignIns } from "./sign-in.ts";
import { measureSqs } from "./sqs.ts";
import { measureTemplates } from "./templates.ts";
import { measureUsers } from "./users.ts";
import { type RunningPlatform, startPlatform } from "./virga.ts";
import { measureWebhooks } from "./webhooks.ts";

const names = [
  "start",
  "memory",
  "dynamodb",
  "users",
  "sign-in",
  "lambda",
  "kinesis",
  "sqs",
  "lag",
  "templates",
  "api-gateway",
] as const;
type Name = (typeof names)[number];

const usage = `Usage: npm run bench [-- --json] [--only NAME] [--rounds N] [--duration SECONDS] [--connections N]

Measures side by side and prints requests/s and ratios. NAME is one of ${names.join(", ")}.`;

const rounds: Rounds = { rounds: 5, duration: 3, connections: 32 };

/** Servers and folders of one run, which are gone when it ends. */
class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), "virga-bench-"));
  readonly #servers: ServerProcess[] = [];

  async listen(server: string, args: readonly string[] = []): Promise<string> {
    const file = fileURLToPath(new URL(`servers/${server}.ts`, import.meta.url));
    const started = await ServerProcess.listen(file, args);
    this.#servers.push(started.server);
    return started.url;
  }

  async platform(data: string): Promise<RunningPlatform> {
    const platform = await startPlatform(join(this.folder, data));
    this.#servers.push(platform.server);
    return platform;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function startTime(name: string, { readyAfterMilliseconds: value }: RunningPlatform, lessThan?: number): Measurement {
  const comparisons = lessThan === undefined ? [] : [{ to: "", value, aim: { lessThan } }];
  return { name, value, unit: "ms", comparisons };
}

async function measure(wanted: ReadonlySet<Name>, options: Rounds, bench: Workbench): Promise<Measurement[]> {
  const measurements: Measurement[] = wanted.has("templates") ? measureTemplates(options) : [];
  if (wanted.size === 1 && wanted.has("templates")) return measurements;
  // The first start makes the assembly, the second finds it; both find another data folder than the project's own.
  let platform = await bench.platform("data");
  const memory = platform.server.residentMemory() / 1e6;
  if (wanted.has("start")) {
    measurements.push(startTime("start and deploy, no assembly", platform));
    await platform.server.stop();
    platform = await bench.platform("data");
    measurements.push(startTime("start, cached assembly", platform, 1000));
  }
  if (wanted.has("memory")) {
    const comparisons = [{ to: "", value: memory, aim: { lessThan: 200 } }];
    measurements.push({ name: "resident memory after the deployment", value: memory, unit: "MB", comparisons });
  }
  if (wanted.has("sign-in")) {
    const cognitoLocal = await bench.listen("cognito-local", [join(bench.folder, "cognito-local")]);
    measurements.push(...(await measureSignIns({ virga: platform.url, cognitoLocal }, options)));
  }
  if (wanted.has("kinesis")) {
    const kinesalite = await bench.listen("kinesalite", [join(bench.folder, "kinesalite")]);
    const kinesisLocal = await bench.listen("kinesis-local");
    measurements.push(...(await measureKinesis({ virga: platform.url, kinesalite, kinesisLocal }, options)));
  }
  if (wanted.has("sqs")) measurements.push(...(await measureSqs(platform.url, options)));
  if (wanted.has("lag")) measurements.push(...(await measureLag(platform.url, bench.folder, options)));
  if (!["dynamodb", "users", "lambda", "api-gateway"].some((name) => wanted.has(name as Name))) return measurements;
  const echo = await bench.listen("echo");
  if (wanted.has("lambda")) measurements.push(...(await measureLambda(bench.folder, echo, options)));
  if (wanted.has("api-gateway")) {
    measurements.push(...(await measureApiGateway(platform.url, echo, options)));
    measurements.push(...(await measureWebhooks(platform, echo, options)));
  }
  if (wanted.has("dynamodb")) {
    const dynalite = await bench.listen("dynalite", [join(bench.folder, "dynalite")]);
    measurements.push(...(await measureDynamoDB({ virga: platform.url, dynalite, echo }, options)));
  }
  if (wanted.has("users")) measurements.push(...(await measureUsers(platform, echo, options)));
  return measurements;
}

function readArguments(): { json: boolean; wanted: ReadonlySet<Name>; options: Rounds } | undefined {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      only: { type: "string" },
      rounds: { type: "string", default: String(rounds.rounds) },
      duration: { type: "string", default: String(rounds.duration) },
      connections: { type: "string", default: String(rounds.connections) },
    },
  });
  const wanted = names.filter((name) => values.only === undefined || values.only === name);
  const options = {
    rounds: Number(values.rounds),
    duration: Number(values.duration),
    connections: Number(values.connections),
  };
  const isValid = wanted.length > 0 && Object.values(options).every((number) => number >= 1);
  return isValid ? { json: values.json, wanted: new Set(wanted), options } : undefined;
}

async function main(): Promise<number> {
  const found = readArguments();
  if (!found) {
    console.error(usage);
    return 2;
  }
  const bench = new Workbench();
  try {
    const measurements = await measure(found.wanted, found.options, bench);
    console.log(found.json ? reportJson(measurements) : reportText(measurements));
  } finally {
    await bench.close();
  }
  return 0;
}

process.exit(await main());
