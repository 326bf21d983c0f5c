import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { Snapshot } from "../../kernel/store.ts";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

let cloud: TestCloud;
let logs: CloudWatchLogs;
let empty: Snapshot;

before(async () => {
  cloud = await createTestCloud();
  logs = cloud.client(CloudWatchLogs);
  empty = cloud.snapshot();
});
beforeEach(() => cloud.restore(empty));
after(() => cloud.close());

const day = 86_400_000;
const logGroupName = "/app/log";

async function stream(logStreamName: string, ...messages: string[]): Promise<void> {
  await logs.createLogStream({ logGroupName, logStreamName });
  await put(logStreamName, ...messages);
}

async function put(logStreamName: string, ...messages: string[]): Promise<void> {
  if (messages.length === 0) return;
  const now = cloud.clock.now();
  const logEvents = messages.map((message, index) => ({ timestamp: now + index, message }));
  await logs.putLogEvents({ logGroupName, logStreamName, logEvents });
}

describe("Log groups", () => {
  it("are made, described, tagged and deleted", async () => {
    await logs.createLogGroup({ logGroupName, tags: { a: "1" } });
    await assert.rejects(logs.createLogGroup({ logGroupName }), {
      name: "ResourceAlreadyExistsException",
      message: "The specified log group already exists",
    });
    await logs.createLogGroup({ logGroupName: "/other" });
    const [group] = (await logs.describeLogGroups({ logGroupNamePrefix: "/app" })).logGroups!;
    assert.equal(group!.arn, `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:*`);
    assert.equal(group!.creationTime, cloud.clock.now());
    assert.equal(group!.storedBytes, 0);
    assert.equal((await logs.describeLogGroups({ logGroupNamePattern: "OTH" })).logGroups!.length, 1);
    const resourceArn = group!.logGroupArn!;
    await logs.tagResource({ resourceArn, tags: { b: "2" } });
    await logs.untagResource({ resourceArn, tagKeys: ["a"] });
    assert.deepEqual((await logs.listTagsForResource({ resourceArn })).tags, { b: "2" });
    await logs.deleteLogGroup({ logGroupName });
    await assert.rejects(logs.deleteLogGroup({ logGroupName }), {
      name: "ResourceNotFoundException",
      message: "The specified log group does not exist.",
    });
  });

  it("forget events after their retention, for readers at once and from the store within a day", async () => {
    await logs.createLogGroup({ logGroupName });
    await stream("s", "old");
    await logs.putRetentionPolicy({ logGroupName, retentionInDays: 3 });
    await assert.rejects(logs.putRetentionPolicy({ logGroupName, retentionInDays: 2 }), {
      name: "InvalidParameterException",
    });
    await cloud.clock.advance(2 * day);
    await put("s", "new");
    await cloud.clock.advance(2 * day);
    const { events } = await logs.filterLogEvents({ logGroupName });
    assert.deepEqual(
      events!.map(({ message }) => message),
      ["new"],
    );
    const [group] = (await logs.describeLogGroups({})).logGroups!;
    assert.deepEqual([group!.retentionInDays, group!.storedBytes], [3, "new".length + 26]);
  });
});

describe("Log streams", () => {
  it("are listed by name or by their last event", async () => {
    await logs.createLogGroup({ logGroupName });
    for (const name of ["c", "a", "b"]) {
      await cloud.clock.advance(1000);
      await stream(name, "x");
    }
    const names = async (input: object) =>
      (await logs.describeLogStreams({ logGroupName, ...input })).logStreams!.map((found) => found.logStreamName);
    assert.deepEqual(await names({}), ["a", "b", "c"]);
    assert.deepEqual(await names({ descending: true }), ["c", "b", "a"]);
    assert.deepEqual(await names({ orderBy: "LastEventTime", descending: true }), ["b", "a", "c"]);
    assert.deepEqual(await names({ logStreamNamePrefix: "a" }), ["a"]);
    const first = await logs.describeLogStreams({ logGroupName, limit: 2 });
    assert.deepEqual(await names({ limit: 2, nextToken: first.nextToken }), ["c"]);
    await assert.rejects(names({ orderBy: "LastEventTime", logStreamNamePrefix: "a" }), {
      name: "InvalidParameterException",
    });
    await assert.rejects(logs.createLogStream({ logGroupName, logStreamName: "a" }), {
      name: "ResourceAlreadyExistsException",
    });
    await logs.deleteLogStream({ logGroupName, logStreamName: "a" });
    await assert.rejects(logs.getLogEvents({ logGroupName, logStreamName: "a" }), {
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
    await stream("a");
    assert.deepEqual((await logs.getLogEvents({ logGroupName, logStreamName: "a" })).events, []);
  });
});

describe("PutLogEvents", () => {
  it("refuses batches that break AWS's rules", async () => {
    await logs.createLogGroup({ logGroupName });
    await stream("s");
    const now = cloud.clock.now();
    const batch = (...events: [number, string][]) =>
      logs.putLogEvents({
        logGroupName,
        logStreamName: "s",
        logEvents: events.map(([timestamp, message]) => ({ timestamp, message })),
      });
    await assert.rejects(batch([now + 1, "a"], [now, "b"]), {
      message: "Log events in a single PutLogEvents request must be in chronological order.",
    });
    await assert.rejects(batch([now - 2 * day, "a"], [now, "b"]), {
      message: "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    });
    await assert.rejects(batch([now, "x".repeat(600_000)], [now, "x".repeat(600_000)]), {
      message: "Upload too large: 1200052 bytes exceeds limit of 1048576",
    });
    const tooOld = await batch([now - 15 * day, "old"]);
    assert.deepEqual(tooOld.rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1 });
    const tooNew = await batch([now, "fine"], [now + 3 * 3_600_000, "new"]);
    assert.deepEqual(tooNew.rejectedLogEventsInfo, { tooNewLogEventStartIndex: 1 });
    assert.equal((await logs.filterLogEvents({ logGroupName })).events!.length, 1);
  });

  it("takes 50,000 events a second", async () => {
    await logs.createLogGroup({ logGroupName });
    await stream("s");
    const { bus } = cloud.runtime.host;
    const account = "000000000000";
    const context = { principal: { kind: "root", account }, account, region: "us-east-1" } as const;
    const timestamp = cloud.clock.now();
    const logEvents = Array.from({ length: 5000 }, (_, index) => ({ timestamp, message: `event number ${index}` }));
    const started = cloud.clock.elapsed();
    for (let batch = 0; batch < 10; batch++) {
      await bus.call("logs", "PutLogEvents", { logGroupName, logStreamName: "s", logEvents }, context);
    }
    const seconds = (cloud.clock.elapsed() - started) / 1000;
    // A generous bound: what is shown here is the order of magnitude, also on a busy machine.
    assert.ok(seconds < 4, `${seconds} s`);
  });
});

describe("GetLogEvents", () => {
  it("pages forwards and backwards, and stays at the ends", async () => {
    await logs.createLogGroup({ logGroupName });
    await stream("s", ...Array.from({ length: 5 }, (_, index) => String(index)));
    const page = async (input: object) => {
      const answer = await logs.getLogEvents({ logGroupName, logStreamName: "s", limit: 2, ...input });
      return { ...answer, messages: answer.events!.map(({ message }) => message) };
    };
    const newest = await page({});
    assert.deepEqual(newest.messages, ["3", "4"]);
    const older = await page({ nextToken: newest.nextBackwardToken });
    assert.deepEqual(older.messages, ["1", "2"]);
    const head = await page({ startFromHead: true });
    assert.deepEqual(head.messages, ["0", "1"]);
    const next = await page({ nextToken: head.nextForwardToken });
    assert.deepEqual(next.messages, ["2", "3"]);
    const last = await page({ nextToken: next.nextForwardToken });
    assert.deepEqual(last.messages, ["4"]);
    const end = await page({ nextToken: last.nextForwardToken });
    assert.deepEqual([end.messages, end.nextForwardToken], [[], last.nextForwardToken]);
    await put("s", "5");
    await cloud.clock.advance(10);
    await put("s", "6");
    assert.deepEqual((await page({ nextToken: end.nextForwardToken })).messages, ["6"]);
    const now = cloud.clock.now();
    assert.deepEqual((await page({ startTime: now, endTime: now + 1 })).messages, ["6"]);
    await assert.rejects(page({ nextToken: "x" }), { message: "The specified nextToken is invalid." });
  });
});

describe("FilterLogEvents", () => {
  it("merges streams in the order of time, page by page", async () => {
    await logs.createLogGroup({ logGroupName });
    await stream("b", "b0", "b1", "b2");
    await stream("a", "a0", "a1", "a2");
    await stream("quiet");
    const expected = ["a0", "b0", "a1", "b1", "a2", "b2"];
    const read = async (limit: number, filterPattern = "") => {
      const messages: (string | undefined)[] = [];
      let nextToken: string | undefined;
      do {
        const answer = await logs.filterLogEvents({ logGroupName, limit, nextToken, filterPattern });
        messages.push(...answer.events!.map(({ message }) => message));
        nextToken = answer.nextToken;
      } while (nextToken);
      return messages;
    };
    for (const limit of [1, 2, 3, 5, 100]) assert.deepEqual(await read(limit), expected);
    assert.deepEqual(await read(1, "?a0 ?b2"), ["a0", "b2"]);
    const { events } = await logs.filterLogEvents({ logGroupName, logStreamNames: ["a"] });
    assert.deepEqual(
      events!.map(({ logStreamName, eventId }) => [logStreamName, /^\d{56}$/.test(eventId!)]),
      [
        ["a", true],
        ["a", true],
        ["a", true],
      ],
    );
    await assert.rejects(logs.filterLogEvents({ logGroupName, logStreamNames: ["none"] }), {
      name: "ResourceNotFoundException",
    });
  });

  it("filters JSON events", async () => {
    await logs.createLogGroup({ logGroupName });
    await stream("s", '{"level":"INFO"}', '{"level":"ERROR","code":7}', "plain");
    const { events } = await logs.filterLogEvents({
      logGroupName,
      filterPattern: '{ $.level = "ERROR" && $.code > 6 }',
    });
    assert.equal(events!.length, 1);
  });
});

describe("Resource policies", () => {
  it("are put, described and deleted", async () => {
    const policyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await logs.putResourcePolicy({ policyName: "p", policyDocument });
    assert.equal((await logs.describeResourcePolicies({})).resourcePolicies![0]!.policyDocument, policyDocument);
    await logs.deleteResourcePolicy({ policyName: "p" });
    await assert.rejects(logs.deleteResourcePolicy({ policyName: "p" }), { name: "ResourceNotFoundException" });
    await assert.rejects(logs.putResourcePolicy({ policyName: "p", policyDocument: "{" }), {
      name: "InvalidParameterException",
    });
  });

  it("let services write", async () => {
    await logs.createLogGroup({ logGroupName });
    await stream("s");
    const { bus } = cloud.runtime.host;
    const principal = { kind: "service", service: "delivery.logs.amazonaws.com" } as const;
    const context = { principal, account: "000000000000", region: "us-east-1" };
    const logEvents = [{ timestamp: cloud.clock.now(), message: "x" }];
    const write = () => bus.call("logs", "PutLogEvents", { logGroupName, logStreamName: "s", logEvents }, context);
    await assert.rejects(write(), { code: "AccessDeniedException" });
    const Statement = [
      {
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:log-stream:*`,
      },
    ];
    await logs.putResourcePolicy({ policyName: "p", policyDocument: JSON.stringify({ Statement }) });
    await write();
  });
});

describe("Logs' CloudFormation types", () => {
  it("create, update and delete what CDK describes", async () => {
    const cloudformation = cloud.client(CloudFormation);
    const idle = () => cloud.runtime.host.activity.whenIdle();
    const template = (retention: object) =>
      JSON.stringify({
        Resources: {
          Log: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: logGroupName, ...retention } },
          Stream: {
            Type: "AWS::Logs::LogStream",
            Properties: { LogGroupName: { Ref: "Log" }, LogStreamName: "s" },
          },
          Policy: {
            Type: "AWS::Logs::ResourcePolicy",
            Properties: { PolicyName: "p", PolicyDocument: '{"Version":"2012-10-17","Statement":[]}' },
          },
        },
        Outputs: { Arn: { Value: { "Fn::GetAtt": ["Log", "Arn"] } } },
      });
    await cloudformation.createStack({ StackName: "s", TemplateBody: template({ RetentionInDays: 7 }) });
    await idle();
    const { Stacks } = await cloudformation.describeStacks({ StackName: "s" });
    assert.equal(
      Stacks![0]!.Outputs![0]!.OutputValue,
      `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:*`,
    );
    const group = async () => (await logs.describeLogGroups({ logGroupNamePrefix: logGroupName })).logGroups![0];
    assert.equal((await group())!.retentionInDays, 7);
    await cloudformation.updateStack({ StackName: "s", TemplateBody: template({}) });
    await idle();
    assert.equal((await group())!.retentionInDays, undefined);
    await cloudformation.deleteStack({ StackName: "s" });
    await idle();
    assert.equal(await group(), undefined);
    assert.deepEqual(cloud.reports, []);
  });
});
