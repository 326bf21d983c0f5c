import assert from "node:assert/strict";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { Run } from "./run.suite.ts";

/** The whole proof takes 200,000: `VIRGA_STREAM_RECORDS=200000 npm test -- killed-stream`. */
const total = Number(process.env.VIRGA_STREAM_RECORDS ?? 20_000);
const recordsPerCall = 500;
const writers = 4;
const keysPerWriter = 25;
const StreamName = "readings";
/** Bytes of resident memory that the engine's process may take, however many records there are. */
const mostMemory = 600e6;

/** Writes what it sees into a file, one line for each record and one for each invocation. */
const handler = `
const { appendFileSync } = require("node:fs");
exports.handler = async ({ Records }) => {
  const texts = Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString("utf8"));
  appendFileSync(process.env.SEEN, ["invocation", ...texts].join("\\n") + "\\n");
};`;

const app = (seen: string) => `
const { App, Stack } = require("aws-cdk-lib");
const { Stream, StreamMode } = require("aws-cdk-lib/aws-kinesis");
const { Code, Function, Runtime, StartingPosition } = require("aws-cdk-lib/aws-lambda");
const { KinesisEventSource } = require("aws-cdk-lib/aws-lambda-event-sources");
const stack = new Stack(new App(), "Readings");
const stream = new Stream(stack, "Stream", { streamName: "${StreamName}", streamMode: StreamMode.ON_DEMAND });
const reader = new Function(stack, "Reader", {
  runtime: Runtime.NODEJS_22_X,
  handler: "index.handler",
  code: Code.fromInline(${JSON.stringify(handler)}),
  environment: { SEEN: ${JSON.stringify(seen)} },
});
const startingPosition = StartingPosition.TRIM_HORIZON;
reader.addEventSource(new KinesisEventSource(stream, { startingPosition, batchSize: 200, retryAttempts: 3 }));
`;

/** What the function saw, read as it grows. */
class Seen {
  readonly #file: string;
  readonly #counts = new Map<string, number>();
  readonly #firsts: string[] = [];
  #offset = 0;
  #rest = "";
  invocations = 0;
  duplicates = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get distinct(): number {
    return this.#firsts.length;
  }

  /** The records in the order in which they were seen first. */
  get firsts(): readonly string[] {
    return this.#firsts;
  }

  read(): void {
    if (!existsSync(this.#file)) return;
    const file = openSync(this.#file, "r");
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - this.#offset);
      this.#offset += readSync(file, bytes, 0, bytes.length, this.#offset);
      const lines = (this.#rest + bytes.toString("utf8")).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#count(line);
    } finally {
      closeSync(file);
    }
  }

  #count(line: string): void {
    if (line === "invocation") {
      this.invocations++;
      return;
    }
    const before = this.#counts.get(line) ?? 0;
    this.#counts.set(line, before + 1);
    if (before === 0) this.#firsts.push(line);
    else this.duplicates++;
  }
}

describe("a stream through a function, with the real process killed", () => {
  let folder: string;
  let seen: Seen;
  let up: Run | undefined;
  let port = "0";
  let peakMemory = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "virga-killed-stream-"));
    const file = join(folder, "seen.txt");
    seen = new Seen(file);
    await writeFile(join(folder, "app.cjs"), app(file));
    await writeFile(join(folder, "cdk.json"), JSON.stringify({ app: "node app.cjs" }));
    const library = createRequire(import.meta.url).resolve("aws-cdk-lib/package.json");
    await symlink(dirname(dirname(library)), join(folder, "node_modules"));
    await start();
  });

  after(async () => {
    up?.child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    up = new Run(["up", "--app", folder, "--port", port]);
    const [, endpoint = ""] = await up.printed(/ready at (http:\/\/localhost:\d+)/);
    port = new URL(endpoint).port;
  }

  /** Keeps the most memory that the process has had, where the system tells it. */
  function noteMemory(): void {
    const file = `/proc/${up?.child.pid}/status`;
    const peak = existsSync(file) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
    peakMemory = Math.max(peakMemory, Number(peak ?? 0) * 1024);
  }

  async function kill(): Promise<void> {
    noteMemory();
    const killed = up!;
    killed.child.kill("SIGKILL");
    await killed.ended();
    await start();
  }

  /** Puts one record after the other for its keys; what was not acknowledged is put again. */
  async function write(writer: number): Promise<void> {
    const count = total / writers;
    for (let first = 0; first < count; first += recordsPerCall) {
      const Records = Array.from({ length: Math.min(recordsPerCall, count - first) }, (_, index) => {
        const key = writer * keysPerWriter + ((first + index) % keysPerWriter);
        return { PartitionKey: `key-${key}`, Data: Buffer.from(`key-${key} ${first + index}`) };
      });
      await untilDone(async () => {
        const endpoint = `http://localhost:${port}`;
        const credentials = { accessKeyId: "test", secretAccessKey: "test" };
        const kinesis = new Kinesis({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
        try {
          const { FailedRecordCount } = await kinesis.putRecords({ StreamName, Records });
          assert.equal(FailedRecordCount, 0);
        } finally {
          kinesis.destroy();
        }
      });
    }
  }

  async function untilDone(work: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (thrown) {
        if (tries === 600) throw thrown;
        await delay(100);
      }
    }
  }

  async function hasSeen(count: number): Promise<void> {
    for (seen.read(); seen.distinct < count; seen.read()) await delay(20);
  }

  it("loses nothing, keeps the order of each key and its memory", async (test) => {
    const began = performance.now();
    const written = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    written.catch(() => {});
    for (const part of [0.25, 0.6]) {
      await hasSeen(total * part);
      await kill();
    }
    await written;
    await hasSeen(total);
    noteMemory();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const megabytes = Math.round(peakMemory / 1e6);
    test.diagnostic(
      `${total} records in ${seconds} s: ${seen.invocations} invocations, ${seen.duplicates} duplicates, ${megabytes} MB at most`,
    );
    assert.equal(seen.distinct, total);
    const last = new Map<string, number>();
    for (const text of seen.firsts) {
      const [key = "", number] = text.split(" ");
      assert.ok(Number(number) > (last.get(key) ?? -1), `${text} came after ${last.get(key)}`);
      last.set(key, Number(number));
    }
    assert.ok(peakMemory < mostMemory, `${megabytes} MB`);
  });
});
