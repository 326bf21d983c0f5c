import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";

const roleArn = "arn:aws:iam::000000000000:role/workflow";
const trust = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

const wait = {
  StartAt: "W",
  States: { W: { Type: "Wait", Seconds: 3600, Next: "P" }, P: { Type: "Pass", Result: { done: true }, End: true } },
};
const pass = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };

function task(resource: string, parameters: object, more: object = {}) {
  return {
    StartAt: "T",
    States: {
      T: { Type: "Task", Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true, ...more },
    },
  };
}

describe("Step Functions", () => {
  let cloud: TestCloud;
  let sfn: SFNClient;

  beforeEach(async () => {
    cloud = await createTestCloud();
    sfn = cloud.client(SFNClient);
    const iam = cloud.client(IAMClient);
    await iam.send(new CreateRoleCommand({ RoleName: "workflow", AssumeRolePolicyDocument: JSON.stringify(trust) }));
    await iam.send(
      new PutRolePolicyCommand({ RoleName: "workflow", PolicyName: "all", PolicyDocument: JSON.stringify(everything) }),
    );
  });

  afterEach(() => cloud.close());

  async function create(definition: object, more: Partial<CreateStateMachineCommandInput> = {}): Promise<string> {
    const input = { name: "machine", roleArn, definition: JSON.stringify(definition), ...more };
    return (await sfn.send(new CreateStateMachineCommand(input))).stateMachineArn!;
  }

  async function runSync(definition: object, input: unknown = {}) {
    const stateMachineArn = await create(definition, { type: "EXPRESS" });
    return sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  }

  async function start(stateMachineArn: string, input?: unknown): Promise<string> {
    const given = input === undefined ? {} : { input: JSON.stringify(input) };
    return (await sfn.send(new StartExecutionCommand({ stateMachineArn, ...given }))).executionArn!;
  }

  const describeExecution = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));

  async function createTable(): Promise<void> {
    await cloud.client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName: "table",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  }

  describe("state machines", () => {
    it("are created once, described, listed, updated and deleted", async () => {
      const arn = await create(pass);
      assert.equal(arn, "arn:aws:states:us-east-1:000000000000:stateMachine:machine");
      assert.equal(await create(pass), arn);
      const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
      assert.deepEqual(
        { ...described, $metadata: undefined },
        {
          $metadata: undefined,
          stateMachineArn: arn,
          name: "machine",
          status: "ACTIVE",
          type: "STANDARD",
          definition: JSON.stringify(pass),
          roleArn,
          creationDate: new Date("2026-01-01T00:00:00Z"),
          loggingConfiguration: { level: "OFF", includeExecutionData: false },
          tracingConfiguration: { enabled: false },
          encryptionConfiguration: { type: "AWS_OWNED_KEY" },
        },
      );
      const updated = await sfn.send(
        new UpdateStateMachineCommand({ stateMachineArn: arn, definition: JSON.stringify(wait) }),
      );
      const after = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }));
      assert.equal(after.revisionId, updated.revisionId);
      const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
      assert.deepEqual(
        stateMachines!.map(({ name }) => name),
        ["machine"],
      );
      await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
      await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }));
      await assert.rejects(sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn })), {
        name: "StateMachineDoesNotExist",
        message: `State Machine Does Not Exist: '${arn}'`,
      });
    });

    it("are refused with AWS's findings", async () => {
      await assert.rejects(create({ StartAt: "S" }), {
        name: "InvalidDefinition",
        message:
          "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'",
      });
      const found = await sfn.send(new ValidateStateMachineDefinitionCommand({ definition: '{"States":{}}' }));
      assert.equal(found.result, "FAIL");
    });

    it("name what Virga does not support yet", async () => {
      const jsonata = { QueryLanguage: "JSONata", StartAt: "P", States: { P: { Type: "Pass", Output: 1, End: true } } };
      await assert.rejects(create(jsonata), { name: "NotImplemented", message: /QueryLanguage 'JSONata' at \// });
    });

    it("need a role that Step Functions may take on", async () => {
      await assert.rejects(create(pass, { roleArn: "arn:aws:iam::000000000000:role/nobody" }), {
        name: "AccessDeniedException",
        message: /^Neither the global service principal states\.amazonaws\.com/,
      });
    });

    it("are refused if another one has the name", async () => {
      await create(pass);
      await assert.rejects(create(wait), { name: "StateMachineAlreadyExists" });
      await assert.rejects(create(pass, { name: "two words" }), {
        name: "InvalidName",
        message: "Invalid Name: 'two words'",
      });
    });

    it("have tags", async () => {
      const resourceArn = await create(pass, { tags: [{ key: "a", value: "1" }] });
      await sfn.send(new TagResourceCommand({ resourceArn, tags: [{ key: "b", value: "2" }] }));
      await sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a", "none"] }));
      const { tags } = await sfn.send(new ListTagsForResourceCommand({ resourceArn }));
      assert.deepEqual(tags, [{ key: "b", value: "2" }]);
    });

    it("are published in versions, which stay as they were", async () => {
      const stateMachineArn = await create(pass);
      const publish = () => sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
      const first = (await publish()).stateMachineVersionArn!;
      assert.equal((await publish()).stateMachineVersionArn, first);
      await sfn.send(
        new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(wait), publish: true }),
      );
      const { stateMachineVersions } = await sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn }));
      assert.deepEqual(
        stateMachineVersions!.map((version) => version.stateMachineVersionArn),
        [`${stateMachineArn}:2`, `${stateMachineArn}:1`],
      );
      const execution = await start(first);
      assert.equal((await describeExecution(execution)).status, "SUCCEEDED");
      assert.equal((await describeExecution(execution)).stateMachineVersionArn, first);
    });
  });

  describe("STANDARD executions", () => {
    it("run on the cloud's clock and keep their history", async () => {
      const executionArn = await start(await create(wait), { a: 1 });
      assert.equal((await describeExecution(executionArn)).status, "RUNNING");
      await cloud.clock.advance(3_600_000);
      const ended = await describeExecution(executionArn);
      assert.deepEqual([ended.status, ended.output], ["SUCCEEDED", '{"done":true}']);
      assert.deepEqual(ended.stopDate, new Date("2026-01-01T01:00:00Z"));
      assert.equal(ended.redriveStatusReason, "Execution is SUCCEEDED and cannot be redriven");
      const history = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 2 }));
      assert.deepEqual(
        history.events!.map(({ type }) => type),
        ["ExecutionStarted", "WaitStateEntered"],
      );
      const rest = await sfn.send(new GetExecutionHistoryCommand({ executionArn, nextToken: history.nextToken }));
      assert.deepEqual(
        rest.events!.map(({ id }) => id),
        [3, 4, 5, 6],
      );
      const reverse = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
      assert.equal(reverse.events![0]!.executionSucceededEventDetails!.output, '{"done":true}');
    });

    it("go on after a restart", async () => {
      const executionArn = await start(await create(wait));
      const restarted = await cloud.fork();
      await restarted.clock.advance(3_600_000);
      const ended = await restarted.client(SFNClient).send(new DescribeExecutionCommand({ executionArn }));
      assert.equal(ended.status, "SUCCEEDED");
      await restarted.close();
    });

    describe("whose process dies while a task is performed", () => {
      async function restartDuring(operation: string, resource: string, parameters: object): Promise<string> {
        await createTable();
        cloud.addFault({ service: "dynamodb", operation, times: 1, delayMilliseconds: 1000 });
        const executionArn = await start(await create(task(resource, parameters)));
        const restarted = await cloud.fork();
        await restarted.clock.advance(10);
        const { status, error } = await restarted
          .client(SFNClient)
          .send(new DescribeExecutionCommand({ executionArn }));
        await restarted.close();
        return error ?? status!;
      }

      it("perform it again if it reads", async () => {
        const get = { TableName: "table", Key: { id: { S: "x" } } };
        assert.equal(await restartDuring("GetItem", "aws-sdk:dynamodb:getItem", get), "SUCCEEDED");
      });

      it("perform it again if it has an idempotency token", async () => {
        const put = {
          Put: { TableName: "table", Item: { id: { S: "x" } }, ConditionExpression: "attribute_not_exists(id)" },
        };
        const outcome = await restartDuring("TransactWriteItems", "aws-sdk:dynamodb:transactWriteItems", {
          TransactItems: [put],
        });
        assert.equal(outcome, "SUCCEEDED");
      });

      it("fail as when an answer is lost if it could take effect twice", async () => {
        const update = {
          TableName: "table",
          Key: { id: { S: "x" } },
          UpdateExpression: "ADD n :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
        };
        const outcome = await restartDuring("UpdateItem", "aws-sdk:dynamodb:updateItem", update);
        assert.equal(outcome, "DynamoDb.SdkClientException");
      });
    });

    it("are the same if started again with the same name and input while they run", async () => {
      const stateMachineArn = await create(wait);
      const startNamed = (input: string) => sfn.send(new StartExecutionCommand({ stateMachineArn, name: "n", input }));
      const { executionArn } = await startNamed("{}");
      assert.equal((await startNamed("{}")).executionArn, executionArn);
      await assert.rejects(startNamed("[]"), {
        name: "ExecutionAlreadyExists",
        message: `Execution Already Exists: '${executionArn}'`,
      });
    });

    it("are listed newest first and by status", async () => {
      const stateMachineArn = await create(wait);
      const first = await start(stateMachineArn);
      await cloud.clock.advance(1000);
      const second = await start(stateMachineArn);
      await sfn.send(new StopExecutionCommand({ executionArn: first, error: "E", cause: "C" }));
      const list = async (statusFilter?: "RUNNING" | "ABORTED") =>
        (
          await sfn.send(new ListExecutionsCommand({ stateMachineArn, ...(statusFilter ? { statusFilter } : {}) }))
        ).executions!.map(({ executionArn }) => executionArn);
      assert.deepEqual(await list(), [second, first]);
      assert.deepEqual(await list("RUNNING"), [second]);
      assert.deepEqual(await list("ABORTED"), [first]);
      assert.equal((await describeExecution(first)).error, "E");
    });

    it("run the revision they were started with", async () => {
      const stateMachineArn = await create(wait);
      const executionArn = await start(stateMachineArn);
      await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(pass) }));
      const { definition } = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
      assert.equal(definition, JSON.stringify(wait));
      await cloud.clock.advance(3_600_000);
      assert.equal((await describeExecution(executionArn)).output, '{"done":true}');
    });

    it("refuse input that is no JSON, and ARNs that are none", async () => {
      const stateMachineArn = await create(pass);
      await assert.rejects(sfn.send(new StartExecutionCommand({ stateMachineArn, input: "{" })), {
        name: "InvalidExecutionInput",
        message:
          "Invalid State Machine Execution Input: 'Unexpected end-of-input: expected close marker for Object " +
          '(start marker at [Source: (String)"{"; line: 1, column: 1])\'',
      });
      await assert.rejects(describeExecution("nonsense"), {
        name: "InvalidArn",
        message: "Invalid Arn: 'Invalid ARN prefix: nonsense'",
      });
      await assert.rejects(describeExecution("arn:aws:states:us-east-1:000000000000:express:m:n:i"), {
        message: "Invalid Arn: 'Resource type not valid in this context: express'",
      });
    });

    it("are stopped with their state machine", async () => {
      const stateMachineArn = await create(wait);
      const executionArn = await start(stateMachineArn);
      await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
      assert.equal((await describeExecution(executionArn)).status, "ABORTED");
    });

    it("start others and wait for them", async () => {
      const child = await create(wait, { name: "child" });
      const definition = task(
        "states:startExecution.sync:2",
        { StateMachineArn: child, Input: { a: 1 } },
        { OutputPath: "$.Output" },
      );
      const executionArn = await start(await create(definition, { name: "parent" }));
      await cloud.clock.advance(3_599_000);
      assert.equal((await describeExecution(executionArn)).status, "RUNNING");
      await cloud.clock.advance(1_000);
      assert.equal((await describeExecution(executionArn)).output, '{"done":true}');
    });

    it("wait for a callback with their token", async () => {
      const child = await create(wait, { name: "child" });
      const parameters = { StateMachineArn: child, Name: "c", Input: { "token.$": "$$.Task.Token" } };
      const definition = task("aws-sdk:sfn:startExecution.waitForTaskToken", parameters, { HeartbeatSeconds: 60 });
      const executionArn = await start(await create(definition, { name: "parent" }));
      await cloud.clock.advance(10);
      const { input } = await describeExecution("arn:aws:states:us-east-1:000000000000:execution:child:c");
      const taskToken = JSON.parse(input!).token as string;
      await cloud.clock.advance(50_000);
      await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
      await cloud.clock.advance(50_000);
      await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"n":1.0}' }));
      assert.equal((await describeExecution(executionArn)).output, '{"n":1.0}');
      await assert.rejects(sfn.send(new SendTaskSuccessCommand({ taskToken, output: "1" })), { name: "TaskTimedOut" });
      await assert.rejects(sfn.send(new SendTaskSuccessCommand({ taskToken: "x", output: "1" })), {
        name: "InvalidToken",
        message: "Invalid Token: 'Invalid token'",
      });
    });
  });

  describe("Express executions", () => {
    it("answer with their end", async () => {
      const answer = await runSync(pass, { a: 1 });
      assert.deepEqual([answer.status, answer.output, answer.input], ["SUCCEEDED", '{"a":1}', '{"a":1}']);
      assert.match(answer.executionArn!, /^arn:aws:states:us-east-1:000000000000:express:machine:[\w-]{36}:[\w-]{36}$/);
      assert.deepEqual(answer.billingDetails, { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 });
    });

    it("answer with their failure", async () => {
      const answer = await runSync({ StartAt: "F", States: { F: { Type: "Fail", Error: "E", Cause: "C" } } });
      assert.deepEqual([answer.status, answer.error, answer.cause, answer.output], ["FAILED", "E", "C", undefined]);
    });

    it("that loop without end time out, too, and let others work meanwhile", async () => {
      const states = {
        A: { Type: "Pass", Next: "B" },
        B: { Type: "Choice", Choices: [{ Variable: "$.stop", IsPresent: true, Next: "E" }], Default: "A" },
        E: { Type: "Succeed" },
      };
      const stateMachineArn = await create({ StartAt: "A", TimeoutSeconds: 1, States: states }, { type: "EXPRESS" });
      const answered = sfn.send(new StartSyncExecutionCommand({ stateMachineArn }));
      await cloud.clock.advance(1_000);
      assert.equal((await answered).status, "TIMED_OUT");
    });

    it("time out after five minutes", async () => {
      const stateMachineArn = await create(wait, { type: "EXPRESS" });
      const answered = sfn.send(new StartSyncExecutionCommand({ stateMachineArn }));
      await cloud.clock.advance(300_000);
      assert.equal((await answered).status, "TIMED_OUT");
    });

    it("start again after a restart if nobody waits for them", async () => {
      await createTable();
      const put = { TableName: "table", Item: { id: { S: "x" } } };
      const definition = {
        StartAt: "W",
        States: {
          W: { Type: "Wait", Seconds: 60, Next: "T" },
          T: { Type: "Task", Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem", Parameters: put, End: true },
        },
      };
      await start(await create(definition, { type: "EXPRESS" }));
      const restarted = await cloud.fork();
      await restarted.clock.advance(60_000);
      const get = new GetItemCommand({ TableName: "table", Key: { id: { S: "x" } } });
      assert.ok((await restarted.client(DynamoDBClient).send(get)).Item);
      await restarted.close();
    });

    it("are the only ones that can be run synchronously", async () => {
      const stateMachineArn = await create(pass);
      await assert.rejects(sfn.send(new StartSyncExecutionCommand({ stateMachineArn })), {
        name: "StateMachineTypeNotSupported",
        message: "This operation is not supported by this type of state machine",
      });
    });
  });

  describe("SDK integrations", () => {
    it("call the service and give its answer", async () => {
      await createTable();
      const item = { id: { "S.$": "$.id" }, n: { N: "12345678901234567890" } };
      const definition = {
        StartAt: "Put",
        States: {
          Put: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
            Parameters: { TableName: "table", Item: item },
            ResultPath: "$.put",
            Next: "Get",
          },
          Get: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:dynamodb:getItem",
            Parameters: { TableName: "table", Key: { id: item.id } },
            ResultPath: "$.get",
            End: true,
          },
        },
      };
      const { output } = await runSync(definition, { id: "x" });
      assert.deepEqual(JSON.parse(output!), {
        id: "x",
        put: {},
        get: { Item: { id: { S: "x" }, n: { N: "12345678901234567890" } } },
      });
    });

    it("name modelled errors after the exception and others after the client", async () => {
      await createTable();
      await cloud.client(DynamoDBClient).send(new PutItemCommand({ TableName: "table", Item: { id: { S: "x" } } }));
      const put = { TableName: "table", Item: { id: { S: "x" } }, ConditionExpression: "attribute_not_exists(id)" };
      const failed = await runSync(task("aws-sdk:dynamodb:putItem", put));
      assert.equal(failed.error, "DynamoDb.ConditionalCheckFailedException");
      assert.match(
        failed.cause!,
        /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [\w-]+\) \(SDK Attempt Count: 1\)$/,
      );
      const invalid = task("aws-sdk:dynamodb:putItem", { TableName: "table" });
      await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: failed.stateMachineArn! }));
      assert.equal((await runSync(invalid)).error, "DynamoDb.DynamoDbException");
    });

    it("name errors in the old way for optimized integrations", async () => {
      const get = { TableName: "none", Key: { id: { S: "x" } } };
      const failed = await runSync(task("dynamodb:getItem", get));
      assert.equal(failed.error, "DynamoDB.ResourceNotFoundException");
      assert.match(
        failed.cause!,
        /^Requested resource not found.* \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: [\w-]+; Proxy: null\)$/,
      );
    });

    it("act as the state machine's role", async () => {
      await createTable();
      await cloud.client(IAMClient).send(new DeleteRolePolicyCommand({ RoleName: "workflow", PolicyName: "all" }));
      const get = { TableName: "table", Key: { id: { S: "x" } } };
      const failed = await runSync(task("aws-sdk:dynamodb:getItem", get));
      assert.equal(failed.error, "DynamoDb.DynamoDbException");
      assert.match(
        failed.cause!,
        /^User: arn:aws:sts::000000000000:assumed-role\/workflow\/\w+ is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/table because no identity-based policy allows the dynamodb:GetItem action/,
      );
    });

    it("are refused before they start if the parameters do not fit", async () => {
      const failed = await runSync(task("aws-sdk:dynamodb:getItem", { Table: "table" }));
      assert.equal(failed.error, "States.Runtime");
      assert.match(
        failed.cause!,
        /could not be used to start the Task: \[The field 'Table' is not supported by Step Functions\]$/,
      );
    });

    it("name resources that Virga does not support, and no Catch takes that for an answer", async () => {
      const definition = {
        StartAt: "T",
        States: {
          T: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:braket:getJob",
            Parameters: {},
            Catch: [{ ErrorEquals: ["States.ALL"], Next: "H" }],
            End: true,
          },
          H: { Type: "Pass", End: true },
        },
      };
      const failed = await runSync(definition);
      assert.equal(failed.status, "FAILED");
      assert.match(failed.cause!, /Virga does not support the resource arn:aws:states:::aws-sdk:braket:getJob yet\.$/);
      assert.ok(cloud.reports.some((report) => report.includes("aws-sdk:braket:getJob")));
    });

    it("can be made to fail on purpose and are then retried", async () => {
      await createTable();
      cloud.addFault({
        service: "dynamodb",
        operation: "PutItem",
        times: 2,
        error: { code: "ProvisionedThroughputExceededException", message: "slow down" },
      });
      const retry = [{ ErrorEquals: ["DynamoDb.ProvisionedThroughputExceededException"], IntervalSeconds: 1 }];
      const put = task("aws-sdk:dynamodb:putItem", { TableName: "table", Item: { id: { S: "x" } } }, { Retry: retry });
      const executionArn = await start(await create(put));
      await cloud.clock.advance(10_000);
      assert.equal((await describeExecution(executionArn)).status, "SUCCEEDED");
      const { Item } = await cloud
        .client(DynamoDBClient)
        .send(new GetItemCommand({ TableName: "table", Key: { id: { S: "x" } } }));
      assert.ok(Item);
    });
  });

  describe("AWS::StepFunctions::StateMachine", () => {
    const template = (properties: object) =>
      JSON.stringify({
        Resources: {
          Machine: {
            Type: "AWS::StepFunctions::StateMachine",
            Properties: { StateMachineName: "machine", RoleArn: roleArn, ...properties },
          },
        },
        Outputs: {
          Arn: { Value: { Ref: "Machine" } },
          Name: { Value: { "Fn::GetAtt": ["Machine", "Name"] } },
        },
      });

    async function finish(cloudformation: CloudFormationClient): Promise<Record<string, string>> {
      for (;;) {
        const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: "stack" }));
        const [stack] = Stacks!;
        if (!stack!.StackStatus!.endsWith("IN_PROGRESS")) {
          assert.match(stack!.StackStatus!, /^(?:CREATE|UPDATE)_COMPLETE$/);
          return Object.fromEntries(stack!.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
        }
        await cloud.clock.advance(1000);
      }
    }

    it("is refused before anything is created if its definition needs what Virga does not have", async () => {
      const cloudformation = cloud.client(CloudFormationClient);
      const task = (Resource: string) => ({ Type: "Task", Resource, End: true });
      const block = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
      const distributed = { ...block("I", { Type: "Pass", End: true }), ProcessorConfig: { Mode: "DISTRIBUTED" } };
      const refusal = async (Definition: object) => {
        const TemplateBody = template({ Definition });
        const refused = cloudformation.send(new CreateStackCommand({ StackName: "refused", TemplateBody }));
        const { message } = await refused.then(
          () => assert.fail("it was accepted"),
          (error: Error) => error,
        );
        await assert.rejects(cloudformation.send(new DescribeStacksCommand({ StackName: "refused" })));
        return message.split("\n  ").slice(1);
      };
      const features = {
        StartAt: "M",
        States: {
          M: { Type: "Map", ItemProcessor: distributed, Next: "J" },
          J: { Type: "Pass", QueryLanguage: "JSONata", Next: "P" },
          P: { Type: "Parallel", Branches: [block("B", task("arn:aws:states:::ecs:runTask"))], Next: "L" },
          L: task("arn:aws:states:::glue:startJobRun.sync"),
        },
      };
      assert.deepEqual(await refusal(features), [
        "Machine: definition: Map state in DISTRIBUTED mode at /States/M/ItemProcessor",
        "Machine: definition: QueryLanguage 'JSONata' at /States/J",
        "Machine: definition: task resource arn:aws:states:::ecs:runTask at /States/P/Branches[0]/States/B",
        "Machine: definition: task resource arn:aws:states:::glue:startJobRun.sync at /States/L",
      ]);
      const lost = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } };
      assert.deepEqual(await refusal(lost), [
        "Machine: invalid definition: MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state",
      ]);
    });

    it("fills in the definition's substitutions, and is updated in place", async () => {
      const cloudformation = cloud.client(CloudFormationClient);
      const definition = (result: string) => ({
        StartAt: "P",
        States: { P: { Type: "Pass", Result: result, End: true } },
      });
      const properties = {
        Definition: definition("${Text}"),
        DefinitionSubstitutions: { Text: "hello" },
        StateMachineType: "EXPRESS",
        Tags: [{ Key: "a", Value: "1" }],
      };
      await cloudformation.send(new CreateStackCommand({ StackName: "stack", TemplateBody: template(properties) }));
      const { Arn, Name } = await finish(cloudformation);
      assert.deepEqual([Arn, Name], ["arn:aws:states:us-east-1:000000000000:stateMachine:machine", "machine"]);
      const run = async () => (await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: Arn }))).output;
      assert.equal(await run(), '"hello"');
      const changed = {
        DefinitionString: JSON.stringify(definition("bye")),
        StateMachineType: "EXPRESS",
        Tags: [{ Key: "b", Value: "2" }],
      };
      await cloudformation.send(new UpdateStackCommand({ StackName: "stack", TemplateBody: template(changed) }));
      await finish(cloudformation);
      assert.equal(await run(), '"bye"');
      const { tags } = await sfn.send(new ListTagsForResourceCommand({ resourceArn: Arn }));
      assert.ok(tags!.some(({ key, value }) => key === "b" && value === "2"));
      assert.ok(!tags!.some(({ key }) => key === "a"));
    });
  });

  describe("logging", () => {
    const logged = async (level: "ALL" | "ERROR", includeExecutionData: boolean) => {
      const logs = cloud.client(CloudWatchLogsClient);
      await logs.send(new CreateLogGroupCommand({ logGroupName: "group" }));
      const logGroupArn = "arn:aws:logs:us-east-1:000000000000:log-group:group:*";
      const destinations = [{ cloudWatchLogsLogGroup: { logGroupArn } }];
      const loggingConfiguration = { level, includeExecutionData, destinations };
      const definition = { StartAt: "P", States: { P: { Type: "Pass", Next: "F" }, F: { Type: "Fail", Error: "E" } } };
      const stateMachineArn = await create(definition, { type: "EXPRESS", loggingConfiguration });
      await sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
      await cloud.clock.advance(1);
      const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: "group" }));
      const { logStreamName } = logStreams![0]!;
      assert.match(logStreamName!, /^states\/machine\/2026-01-01-00-00\/[0-9a-f]{8}$/);
      const { events } = await logs.send(
        new GetLogEventsCommand({ logGroupName: "group", logStreamName: logStreamName! }),
      );
      return events!.map(({ message }) => JSON.parse(message!));
    };

    it("brings all events with their data to the log group", async () => {
      const events = await logged("ALL", true);
      assert.deepEqual(
        events.map(({ type }) => type),
        ["ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed"],
      );
      assert.deepEqual(events[1].details, { name: "P", input: '{"a":1}', inputDetails: { truncated: false } });
      assert.deepEqual([events[0].id, events[0].previous_event_id, events[0].redrive_count], ["1", "0", "0"]);
    });

    it("brings only what went wrong, and no data", async () => {
      const events = await logged("ERROR", false);
      assert.deepEqual(
        events.map(({ type, details }) => [type, details]),
        [
          ["FailStateEntered", { name: "F" }],
          ["ExecutionFailed", { error: "E" }],
        ],
      );
    });

    it("needs exactly one destination", async () => {
      await assert.rejects(create(pass, { loggingConfiguration: { level: "ALL" } }), {
        name: "InvalidLoggingConfiguration",
        message: "Invalid Logging Configuration: Must specify exactly one Log Destination.",
      });
    });
  });
});
