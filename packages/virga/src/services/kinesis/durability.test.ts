import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { openDurableStore } from "../../kernel/store/durable-store.ts";
import { createRuntime } from "../../runtime.ts";

const moduleUrl = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

const context = {
  principal: { kind: "root", account: "000000000000" },
  account: "000000000000",
  region: "us-east-1",
} as const;

/** A process that puts records without end and prints the numbers of those that are durable. */
const writer = (folder: string) => `
  import { openDurableStore } from ${moduleUrl("../../kernel/store/durable-store.ts")};
  import { createRuntime } from ${moduleUrl("../../runtime.ts")};
  const store = await openDurableStore({ folder: ${JSON.stringify(folder)}, durability: "process" });
  const { host } = await createRuntime({ store });
  const call = (operation, input) => host.bus.call("kinesis", operation, input, ${JSON.stringify(context)});
  await call("CreateStream", { StreamName: "s", StreamModeDetails: { StreamMode: "ON_DEMAND" } }).catch(() => {});
  for (;;) {
    const Records = Array.from({ length: 10 }, (_, index) => ({ Data: Buffer.from("x"), PartitionKey: "key-" + index }));
    const answer = await call("PutRecords", { StreamName: "s", Records });
    await store.durable();
    process.stdout.write(answer.Records.map(({ SequenceNumber }) => SequenceNumber).join(" ") + "\\n");
  }
`;

describe("streams on disk", () => {
  let folder = "";
  const children: ChildProcess[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "virga-kinesis-"));
  });

  after(async () => {
    for (const child of children) child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });

  it("keep all acknowledged records in their order when the process is killed, twice", async () => {
    const acknowledged: string[] = [];
    for (let life = 0; life < 2; life++) {
      const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", writer(folder)];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], cwd: import.meta.dirname });
      children.push(child);
      let calls = 0;
      for await (const line of createInterface({ input: child.stdout! })) {
        acknowledged.push(...line.split(" "));
        if (++calls === 30) child.kill("SIGKILL");
      }
    }
    const store = await openDurableStore({ folder, durability: "process" });
    const runtime = await createRuntime({ store });
    try {
      const { bus } = runtime.host;
      const found = new Set<string>();
      const { Shards = [] } = await bus.call("kinesis", "ListShards", { StreamName: "s" }, context);
      for (const { ShardId } of Shards) {
        const start = { StreamName: "s", ShardId, ShardIteratorType: "TRIM_HORIZON" as const };
        const { ShardIterator } = await bus.call("kinesis", "GetShardIterator", start, context);
        const { Records = [] } = await bus.call("kinesis", "GetRecords", { ShardIterator }, context);
        const numbers = Records.map(({ SequenceNumber = "" }) => SequenceNumber);
        assert.deepEqual(numbers, numbers.toSorted());
        for (const number of numbers) found.add(number);
      }
      assert.deepEqual(
        acknowledged.filter((number) => !found.has(number)),
        [],
      );
    } finally {
      await runtime.close();
    }
  });
});
