import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createRealClock } from "../kernel/clock-real.ts";
import { type EventRecord, MappedCloud, streamIn } from "../services/lambda/event-sources/event-sources.suite.ts";
import { fails, returns } from "../services/lambda/scripted-functions.suite.ts";
import { readCommandLine } from "./arguments.ts";
import { run } from "./run.suite.ts";
import { stream } from "./stream.ts";
import { Terminal } from "./terminal.ts";

const day = 86_400;

describe("virga stream", () => {
  let mapped: MappedCloud;
  let port: string;

  beforeEach(async () => {
    mapped = await MappedCloud.start();
    port = new URL(await mapped.cloud.listen()).port;
  });

  afterEach(() => mapped.close());

  /** What the command prints, with its exit code. */
  async function ask(...words: readonly string[]): Promise<{ code: number; output: string; errors: string }> {
    const texts = { output: "", errors: "" };
    const terminal = (name: keyof typeof texts) =>
      new Terminal(
        new Writable({
          write(chunk, _encoding, done) {
            texts[name] += chunk;
            done();
          },
        }),
        {},
      );
    const context = {
      terminal: terminal("output"),
      errors: terminal("errors"),
      clock: createRealClock(),
      whenToldToStop: () => new Promise<"stop">(() => {}),
    };
    // A shard may be read five times a second.
    await mapped.seconds(1);
    const code = await stream(readCommandLine(["stream", ...words, "--port", port], {}), context);
    return { code, ...texts };
  }

  const failing = (text: string) => {
    mapped.functions.answer = ({ payload }) => {
      const { Records } = JSON.parse(new TextDecoder().decode(payload)) as { Records: EventRecord[] };
      const found = Records.find(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString().includes(text));
      return found ? returns({ batchItemFailures: [{ itemIdentifier: found.kinesis.sequenceNumber }] }) : returns(null);
    };
  };

  /** A mapping that gives up what has `bad` in it, and two records of the kind. */
  async function giveUp(records: readonly string[] = ['{"status":"bad","n":1}', '{"status":"good"}', "bad text"]) {
    const source = await streamIn(mapped, "s", 1);
    const queue = await mapped.queue("failures");
    failing("bad");
    const uuid = await mapped.map(source.arn, {
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    const numbers = await source.put(records, () => "key");
    await mapped.seconds(60);
    return { source, queue, uuid, numbers };
  }

  async function ids(): Promise<string[]> {
    const { output } = await ask("failed");
    return Array.from(output.matchAll(/^([\da-f-]{36}) /gm), ([, id = ""]) => id);
  }

  it("shows what reads streams, how far it is, and what is blocked there and why", async () => {
    assert.deepEqual(await ask(), { code: 0, output: "no function reads a stream\n", errors: "" });
    const source = await streamIn(mapped, "s", 2);
    mapped.functions.answer = (invocation) =>
      Buffer.from(invocation.payload).toString().includes(Buffer.from("bad").toString("base64"))
        ? fails("poison\u001b[2J")
        : returns(null);
    const uuid = await mapped.map(source.arn, { StartingPosition: "TRIM_HORIZON" });
    // MD5 puts these keys into the two shards.
    const [bad] = await source.put(["bad"], () => "b");
    const [good] = await source.put(["good"], () => "a");
    await mapped.seconds(2 * 3_600);
    const { output } = await ask();
    assert.match(output, new RegExp(`^f reads s\\n {2}Enabled, last result: [^\\n]+ \\(mapping ${uuid}\\)\\n`));
    assert.match(
      output,
      /\n {2}retries without end of records of any age; does not split what fails; takes no reports/,
    );
    assert.match(output, /\n {2}nobody is told of what is given up\n/);
    assert.match(output, new RegExp(`\\n {2}shardId-000000000000 {2}up to date, done up to ${good}\\n`));
    assert.match(
      output,
      new RegExp(
        `\\n {2}shardId-000000000001 {2}blocked, 2 h behind, nothing done\\n {4}record ${bad}, tried \\d+ times: Error: poison \\[2J\\n$`,
      ),
    );
    const uncounted = (text: string) => text.replace(/tried \d+ times/, "");
    for (const name of ["s", "f", uuid, source.arn]) {
      assert.equal(uncounted((await ask(name)).output), uncounted(output));
    }
    await assert.rejects(ask("nothing"), /there is no function 'nothing'/);
    await mapped.lambda.updateEventSourceMapping({ UUID: uuid, Enabled: false });
    await mapped.settle();
    assert.match((await ask()).output, /Disabled[\s\S]*shardId-000000000001 {2}2 h behind, nothing done\n$/);
  });

  it("shows what was given up, with the records, as often as it is asked", async () => {
    const { numbers } = await giveUp();
    for (let times = 0; times < 2; times++) {
      const { output } = await ask("failed");
      const [one, other] = output.split(/(?<=\n)(?=\S)/);
      assert.match(
        one!,
        new RegExp(
          `^\\S{36} \\S+ RetryAttemptsExhausted, tried 2 times\\n {2}1 record of shardId-000000000000 from ${numbers[0]}, for f\\n {2}\\{"status":"bad","n":1\\}\\n$`,
        ),
      );
      assert.match(other!, new RegExp(`from ${numbers[2]}, for f\\n {2}bad text\\n$`));
    }
    assert.match((await ask()).output, /2 given up in failures: virga stream failed\n/);
    const [id = ""] = await ids();
    assert.match(
      (await ask("show", id.slice(0, 8))).output,
      new RegExp(
        `record 1: ${numbers[0]}, key key, arrived \\S+\\n {4}\\{\\n {6}"status": "bad",\\n {6}"n": 1\\n {4}\\}\\n$`,
      ),
    );
  });

  it("gives records to the function again, corrected, as the ones they were", async () => {
    const { numbers, queue } = await giveUp();
    const [json = "", text = ""] = await ids();
    const before = mapped.functions.invocations.length;
    const { code, output } = await ask("redrive", json, "--set", "status=fine", "--set", "n=2");
    assert.deepEqual([code, output], [0, `✔ ${json}: 1 record processed\n`]);
    assert.equal((await ask("redrive", text, "--payload", "fine text")).code, 0);
    const given = mapped.batches().slice(before).flat();
    assert.deepEqual(
      given.map(({ kinesis: { sequenceNumber, partitionKey, data } }) => [
        sequenceNumber,
        partitionKey,
        Buffer.from(data, "base64").toString(),
      ]),
      [
        [numbers[0], "key", '{"status":"fine","n":2}'],
        [numbers[2], "key", "fine text"],
      ],
    );
    assert.equal(await mapped.left(queue.url), 0);
    assert.equal((await ask("failed")).output, "nothing was given up\n");
  });

  it("keeps what the function can't process, and goes on to the others", async () => {
    const { queue } = await giveUp();
    failing("bad text");
    const { code, output, errors } = await ask("redrive", "all");
    assert.deepEqual([code, output.split("\n").length - 1], [1, 1]);
    assert.match(
      errors,
      /✖ the function could not process them: \{"batchItemFailures":[\s\S]*hint: see why: virga logs f\n/,
    );
    assert.equal(await mapped.left(queue.url), 1);
    mapped.functions.answer = () => fails("broken");
    assert.match((await ask("redrive", "all")).errors, /could not process them: \{"errorMessage":"broken"/);
    mapped.functions.answer = () => returns(null);
    assert.deepEqual([(await ask("redrive", "all")).code, await mapped.left(queue.url)], [0, 0]);
  });

  it("puts records back on the stream, behind all that is there", async () => {
    const { queue } = await giveUp();
    const [id = ""] = await ids();
    const { output } = await ask("redrive", id, "--set", "status=fine", "--put");
    assert.equal(output, `✔ ${id}: 1 record back on the stream\n`);
    await mapped.seconds(1);
    const [record] = mapped.batches().at(-1)!;
    assert.equal(Buffer.from(record!.kinesis.data, "base64").toString(), '{"status":"fine","n":1}');
    assert.equal(await mapped.left(queue.url), 1);
  });

  it("drops what nobody needs", async () => {
    const { queue } = await giveUp();
    const [id = ""] = await ids();
    assert.equal((await ask("drop", id)).output, `✔ ${id}: dropped\n`);
    assert.equal(await mapped.left(queue.url), 1);
  });

  it("says by name what the stream does not have any more", async () => {
    const { queue, source } = await giveUp();
    await mapped.seconds(2 * day);
    assert.match((await ask("failed")).output, /1 of 1 no longer on the stream/);
    const [id = ""] = await ids();
    const { code, errors } = await ask("redrive", id);
    assert.equal(code, 1);
    assert.match(
      errors,
      new RegExp(`the records of ${id} are no longer on the stream\\n {2}hint: .*virga stream drop ${id}`),
    );
    assert.equal(await mapped.left(queue.url), 2);
    await source.kinesis.deleteStream({ StreamName: "s" });
    await mapped.seconds(60);
    assert.match((await ask("failed")).output, /1 of 1 no longer on the stream/);
  });

  it("corrects one record of several, which is named", async () => {
    const source = await streamIn(mapped, "s", 1);
    const queue = await mapped.queue("failures");
    mapped.functions.answer = () => fails("no");
    await mapped.map(source.arn, {
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    await source.put(['{"a":1}', '{"a":2}']);
    await mapped.seconds(1);
    await assert.rejects(
      ask("redrive", "all", "--set", "a=3"),
      /there are 2 records: name the one to correct with --record N/,
    );
    await assert.rejects(ask("redrive", "all", "--set", "a=3", "--record", "3"), /there is no record 3, only 2/);
    await assert.rejects(ask("redrive", "all", "--record", "1"), /neither is there/);
    mapped.functions.answer = () => returns(null);
    assert.equal((await ask("redrive", "all", "--set", "a=3", "--record", "2")).code, 0);
    assert.deepEqual(source.data(mapped.batches()).at(-1), ['{"a":1}', '{"a":3}']);
  });

  it("says what is wrong with a command line", async () => {
    await giveUp(["bad text", '{"status":"bad"}']);
    const wrong: readonly (readonly [words: string[], message: RegExp])[] = [
      [["redrive"], /'virga stream redrive' needs a message: virga stream redrive MESSAGE/],
      [["drop", "a", "b", "c"], /'virga stream drop' takes no 'c'/],
      [["drop", "a", "--put"], /--set, --payload, --record and --put are for 'virga stream redrive'/],
      [["show", "none"], /there is no failure 'none'/],
      [["failed", "none"], /there is no function 'none'/],
      [["redrive", "all", "--set", "a=1"], /a correction is for one message, not for all of them/],
      [["redrive", (await ids())[0]!, "--set", "a=1"], /the record is not JSON: --set can change nothing of it/],
    ];
    for (const [words, message] of wrong) await assert.rejects(ask(...words), message);
    assert.throws(
      () => readCommandLine(["stream", "redrive", "x", "--record", "0"], {}),
      /--record must be a number from 1/,
    );
    const { code, errors } = await run("stream", "redrive", "--port", port);
    assert.deepEqual([code, /needs a message/.test(errors)], [2, true]);
  });
});
