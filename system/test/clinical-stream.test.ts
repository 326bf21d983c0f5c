import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import fc from "fast-check";
import { createTestCloud, type TestCloud } from "virga/testing";
import { ClinicalStream } from "./clinical-stream.suite.ts";
import { DeployedPlatform } from "./deployed-platform.suite.ts";

const patient = (id: string, more: object = {}) => ({ resourceType: "Patient", id, ...more });

describe("the clinical stream", () => {
  let cloud: TestCloud;
  let platform: DeployedPlatform;
  let stream: ClinicalStream;
  let deployed: ReturnType<TestCloud["snapshot"]>;

  before(async () => {
    cloud = await createTestCloud();
    platform = await DeployedPlatform.deploy(cloud);
    stream = await ClinicalStream.of(platform);
    deployed = cloud.snapshot();
  });

  beforeEach(() => {
    cloud.restore(deployed);
    cloud.runtime.host.faults.clear();
  });

  after(() => cloud?.close());

  it("writes the resources of webhooks into the table", async () => {
    const observation = {
      resourceType: "Observation",
      id: "o1",
      status: "final",
      code: { text: "Pulse" },
      subject: { reference: "Patient/p1" },
    };
    const entry = [{ resource: patient("p1", { name: [{ family: "O'Brien 😀" }] }) }, { resource: observation }];
    const body = { resourceType: "Bundle", type: "collection", entry };
    const headers = { "content-type": "application/json" };
    const answer = await platform.call({ method: "POST", path: "webhooks", headers, body });
    assert.equal(answer.status, 200);
    await stream.seconds(10);
    const items = await stream.items();
    assert.deepEqual([...items.keys()].sort(), ["Observation/o1", "Patient/p1"]);
    for (const { resource } of entry) {
      const item = items.get(`${resource.resourceType}/${resource.id}`);
      assert.deepEqual(JSON.parse(item!.resource!.S!), resource);
    }
    assert.deepEqual(await stream.failures(), []);
  });

  it("lets what comes after poison through in seconds, and keeps where the poison is", async () => {
    const secret = "Lovelace";
    const poison = [
      `{"resourceType":"Patient","id":"p3","name":"${secret}"`,
      { resourceType: "Observation", id: "o3", status: secret, code: {} },
      { resourceType: secret, id: "x" },
    ];
    const good = ["p1", "p2", "p4", "p5"];
    const [one, two, four, five] = good.map((id) => patient(id));
    const numbers = await stream.put([one, poison[0], two, poison[1], four, poison[2], five]);
    await stream.seconds(20);
    assert.deepEqual(
      await stream.references(),
      good.map((id) => `Patient/${id}`),
    );
    assert.deepEqual(
      (await stream.failures()).map(({ requestContext, KinesisBatchInfo }) => [
        requestContext.condition,
        requestContext.approximateInvokeCount,
        KinesisBatchInfo.batchSize,
        KinesisBatchInfo.startSequenceNumber,
      ]),
      [1, 3, 5].map((index) => ["RetryAttemptsExhausted", 4, 1, numbers[index]]),
    );
    const log = await stream.log();
    for (const reason of ["is not JSON", "status is not a known code", "resourceType is not a supported one"]) {
      assert.match(log, new RegExp(`"cause":"poison","reason":"${reason}"`));
    }
    assert.match(log, new RegExp(`"level":"ERROR".*"sequenceNumber":"${numbers[1]}"`));
    // Nothing of a patient.
    assert.doesNotMatch(log, new RegExp(secret));
  });

  it("waits for a table that is not available, without giving anything up", async () => {
    const error = { code: "ProvisionedThroughputExceededException", message: "Slow down", status: 400 };
    cloud.addFault({ service: "dynamodb", operation: "PutItem", times: 5, error });
    await stream.put([patient("p1"), patient("p2")]);
    await stream.seconds(1);
    assert.deepEqual(await stream.references(), ["Patient/p1", "Patient/p2"]);
    assert.deepEqual(await stream.failures(), []);
  });

  it("tells poison from a table that refuses", async () => {
    const error = { code: "ResourceNotFoundException", message: "Requested resource not found", status: 400 };
    cloud.addFault({ service: "dynamodb", operation: "PutItem", error });
    await stream.put([patient("p1")]);
    await stream.seconds(20);
    assert.equal((await stream.failures()).length, 1);
    assert.match(
      await stream.log(),
      /"cause":"table","reason":"ResourceNotFoundException: Requested resource not found"/,
    );
  });

  it("keeps the newest of each resource, however often and in whatever order records are given", async () => {
    const day = (text: string) => Date.parse(text) / 1000;
    const arrival = day("2026-01-02T00:00:00Z");
    const version = fc.record({
      sequence: fc.integer({ min: 1, max: 200 }),
      lastUpdated: fc.option(
        fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-02T00:00:01+00:00", "2026-01-03T00:00:00Z"),
      ),
    });
    const versions = fc.uniqueArray(version, { minLength: 1, maxLength: 6, selector: ({ sequence }) => sequence });
    const given = versions.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: all.length, maxLength: 2 * all.length }),
      ),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(given, async ([all, order]) => {
        const id = `p${run++}`;
        const record = ({ sequence, lastUpdated }: (typeof all)[number]) => ({
          sequenceNumber: String(10n ** 20n * BigInt(sequence)),
          arrival: arrival + sequence / 1000,
          data: JSON.stringify(patient(id, { sequence, ...(lastUpdated && { meta: { lastUpdated } }) })),
        });
        // All of them at least once.
        const answer = await stream.invoke([...order, ...all].map(record));
        assert.deepEqual(answer, { batchItemFailures: [] });
        const time = ({ sequence, lastUpdated }: (typeof all)[number]) =>
          lastUpdated === null ? arrival * 1000 + sequence : Date.parse(lastUpdated);
        const [newest] = all.toSorted((a, b) => time(b) - time(a) || b.sequence - a.sequence);
        const item = (await stream.items()).get(`Patient/${id}`);
        assert.equal(JSON.parse(item!.resource!.S!).sequence, newest!.sequence);
      }),
      { numRuns: 25 },
    );
  });

  describe("without a permission", () => {
    it("to write, says AWS's message and gives the record up", async () => {
      await stream.forbid("dynamodb:PutItem");
      await stream.put([patient("p1")]);
      await stream.seconds(20);
      assert.deepEqual([await stream.references(), (await stream.failures()).length], [[], 1]);
      assert.match(
        await stream.log(),
        /AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role\/\S+ is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:\S+ because no identity-based policy allows the dynamodb:PutItem action/,
      );
    });

    for (const action of ["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards"]) {
      it(`to read (${action}), is not turned on`, async () => {
        await stream.forbid(`kinesis:${action}`);
        await assert.rejects(stream.restartReading(), {
          name: "InvalidParameterValueException",
          message: /^Cannot access stream arn:aws:kinesis:\S+ Please ensure the role can perform the GetRecords, /,
        });
      });
    }

    it("to read, says so, and reads on when it has it again", async () => {
      const allowAgain = await stream.forbid("kinesis:GetRecords");
      await stream.put([patient("p1")]);
      await stream.seconds(60);
      const { LastProcessingResult } = await stream.currentMapping();
      assert.deepEqual([LastProcessingResult, await stream.references()], ["PROBLEM: Access denied to the stream", []]);
      await allowAgain();
      await stream.seconds(60);
      assert.deepEqual(await stream.references(), ["Patient/p1"]);
    });

    it("to tell of failures, goes on all the same", async () => {
      await stream.forbid("sqs:SendMessage");
      await stream.put(["poison", patient("p1")]);
      await stream.seconds(20);
      assert.deepEqual([await stream.references(), await stream.failures()], [["Patient/p1"], []]);
      assert.match(
        cloud.reports.join("\n"),
        /could not be told to .*AccessDenied.*is not authorized to perform: sqs:sendmessage/i,
      );
    });
  });
});
