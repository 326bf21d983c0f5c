import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { createTestCloud, type TestCloud } from "virga/testing";
import { ClinicalStream } from "./clinical-stream.suite.ts";
import { DeployedPlatform } from "./deployed-platform.suite.ts";

interface Listed {
  readonly messageId: string;
  readonly noLongerRetained: number;
  readonly records: readonly { readonly sequenceNumber: string; readonly data?: unknown; readonly base64?: string }[];
}

const day = 86_400;
const good = { resourceType: "Patient", id: "p1" };
const bad = { resourceType: "Patient", id: "not/an/id", birthDate: "1815-12-10" };

describe("the operator of the clinical stream", () => {
  let cloud: TestCloud;
  let stream: ClinicalStream;
  let operatorName: string;
  let deployed: ReturnType<TestCloud["snapshot"]>;

  before(async () => {
    cloud = await createTestCloud();
    const platform = await DeployedPlatform.deploy(cloud);
    stream = await ClinicalStream.of(platform);
    operatorName = platform.outputs.StreamOperatorName!;
    deployed = cloud.snapshot();
  });

  beforeEach(() => cloud.restore(deployed));
  after(() => cloud?.close());

  async function ask(request: unknown): Promise<{ answer: never; error: string | undefined }> {
    const Payload = Buffer.from(JSON.stringify(request));
    const asked = await stream.lambda.send(new InvokeCommand({ FunctionName: operatorName, Payload }));
    const answer = JSON.parse(Buffer.from(asked.Payload!).toString("utf8"));
    return { answer: answer as never, error: asked.FunctionError && `${answer.errorType}: ${answer.errorMessage}` };
  }

  async function list(): Promise<readonly Listed[]> {
    const { answer, error } = await ask({ action: "list" });
    assert.equal(error, undefined);
    return (answer as { failures: Listed[] }).failures;
  }

  async function giveUp(...records: readonly unknown[]): Promise<string[]> {
    const numbers = await stream.put(records);
    await stream.seconds(30);
    return numbers;
  }

  it("says how the consumer is", async () => {
    await giveUp(bad);
    await stream.seconds(60);
    const { answer } = await ask({ action: "status" });
    const { state, lastProcessingResult, failures, alarms } = answer as {
      state: string;
      lastProcessingResult: string;
      failures: number;
      alarms: { description: string; state: string }[];
    };
    assert.deepEqual([state, lastProcessingResult, failures], ["Enabled", "OK", 1]);
    assert.deepEqual(
      alarms.map(({ description, state }) => [description.split(":")[0], state]),
      [
        ["Records of a stream were given up", "ALARM"],
        ["The function is behind its stream", "OK"],
      ],
    );
  });

  it("shows what was given up, with the records, as often as it is asked", async () => {
    const [sequenceNumber, text] = await giveUp(bad, "no json", good);
    for (let times = 0; times < 2; times++) {
      assert.deepEqual(
        (await list()).map(({ noLongerRetained, records }) => [
          noLongerRetained,
          ...records.map((record) => [record.sequenceNumber, record.data]),
        ]),
        [
          [0, [sequenceNumber, bad]],
          [0, [text, "no json"]],
        ],
      );
    }
  });

  it("gives a corrected record to the function, in the place of the one that failed", async () => {
    const [sequenceNumber] = await giveUp(bad);
    // What came later stays the newest.
    await giveUp({ ...good, birthDate: "1815-12-10" });
    const [{ messageId } = {}] = await list();
    const { answer, error } = await ask({ action: "redrive", messageId, data: { ...good, id: "p2" } });
    assert.deepEqual([error, answer], [undefined, { redriven: 1 }]);
    assert.deepEqual(await list(), []);
    assert.equal((await stream.items()).get("Patient/p2")?.sequenceNumber?.S, sequenceNumber);
  });

  it("does not let a corrected record undo what came after it", async () => {
    await giveUp({ ...good, meta: 1 }, { ...good, birthDate: "1815-12-10" });
    const [{ messageId } = {}] = await list();
    assert.deepEqual((await ask({ action: "redrive", messageId, data: good })).answer, { redriven: 1 });
    const { birthDate } = JSON.parse((await stream.items()).get("Patient/p1")!.resource!.S!);
    assert.equal(birthDate, "1815-12-10");
  });

  it("keeps what the function does not process", async () => {
    await giveUp(bad);
    const [{ messageId } = {}] = await list();
    const { error } = await ask({ action: "redrive", messageId });
    assert.match(error!, /^NotProcessed: the function could not process them: \{"batchItemFailures":\[/);
    assert.equal((await list()).length, 1);
  });

  it("drops what nobody needs", async () => {
    await giveUp(bad);
    const [{ messageId } = {}] = await list();
    assert.deepEqual((await ask({ action: "drop", messageId })).answer, { dropped: messageId });
    assert.deepEqual(await list(), []);
  });

  it("says by name what the stream does not have any more", async () => {
    const [sequenceNumber] = await giveUp(bad);
    await stream.seconds(8 * day);
    const [{ messageId, noLongerRetained, records } = {}] = await list();
    assert.deepEqual([noLongerRetained, records], [1, []]);
    const { error } = await ask({ action: "redrive", messageId, data: good });
    assert.equal(
      error,
      `NoLongerRetained: 1 of 1 records from ${sequenceNumber} of ${await shardOf(messageId!)} are no longer on the stream`,
    );
  });

  async function shardOf(messageId: string): Promise<string> {
    const found = (await list()).find((each) => each.messageId === messageId) as unknown as { shardId: string };
    return found.shardId;
  }

  it("says what is wrong with what it is asked", async () => {
    const wrong: readonly (readonly [request: unknown, error: string])[] = [
      [{}, 'BadRequest: "action" must be "status", "list", "redrive" or "drop"'],
      [null, 'BadRequest: "action" must be "status", "list", "redrive" or "drop"'],
      [{ action: "drop" }, 'BadRequest: "messageId" must be the id of a message'],
      [{ action: "redrive", messageId: "x" }, "NoSuchFailure: the queue has no failure x"],
    ];
    for (const [request, error] of wrong) assert.equal((await ask(request)).error, error);
    await giveUp(bad);
    const [{ messageId } = {}] = await list();
    const { error } = await ask({ action: "redrive", messageId, sequenceNumber: "1", data: good });
    assert.equal(error, "BadRequest: no record has the sequence number 1");
  });
});
