import { Duration } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Choice, Condition, Fail, JitterType, JsonPath, Parallel, Pass, Timeout } from "aws-cdk-lib/aws-stepfunctions";
import { CallAwsService } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";

/** The key of the one item that counts, in the profile table. It can't be a username: those are numbers. */
const counterKey = "LastId";
const taskTimeout = Timeout.duration(Duration.seconds(5));

export interface ClaimUsernameProps {
  /** The profile table, whose partition key is the string `username`. */
  readonly table: ITable;
  /** The number to count from when nothing has been counted yet: the first username is the next one. */
  readonly countFrom: bigint;
  /** How often a lost race starts over. */
  readonly retries: number;
  /** The roles that the profile starts with. */
  readonly roles: readonly string[];
}

/** Errors that say nothing was written and that it may well be another time. */
export const contentionErrors = [
  "DynamoDb.TransactionCanceledException",
  "DynamoDb.TransactionConflictException",
  "DynamoDb.ProvisionedThroughputExceededException",
  "DynamoDb.RequestLimitExceededException",
  "DynamoDb.ThrottlingException",
];

/**
 * The part of the workflow that takes the next username and writes the profile under it, in one transaction.
 *
 * The read and the transaction are one branch of a Parallel state, because the Retry of a Parallel state runs the whole
 * branch again: whoever lost the race must read the counter anew. Step Functions adds in floating point (and only up to 32
 * bits), so the workflow never adds: DynamoDB does, exactly and up to 38 digits. The counter's item holds `LastId` and,
 * worked out ahead, `NextId` with `NextIdFollows`, the `LastId` it belongs to. Where these don't match (an operator moved
 * `LastId`) it is worked out first.
 *
 * Afterwards the data has `ids.next`; it also has `error` if the transaction's outcome is unknown, for instance after a
 * time-out: then the profile may have been written.
 */
export class ClaimUsername extends Construct {
  readonly state: Parallel;

  constructor(scope: Construct, id: string, props: ClaimUsernameProps) {
    super(scope, id);
    const claim = this.#claim(props.table, props.roles);
    const read = this.#readLastId(props.table);
    const lastId = "$.counter.Item.LastId.N";
    const decide = new Choice(this, "WhichIdIsNext", { stateName: "WhichIdIsNext" })
      .when(Condition.isNotPresent(lastId), this.#firstId(props.countFrom).next(claim))
      .when(
        Condition.and(
          Condition.isPresent("$.counter.Item.NextId.N"),
          Condition.isPresent("$.counter.Item.NextIdFollows.N"),
          Condition.stringEqualsJsonPath("$.counter.Item.NextIdFollows.N", lastId),
        ),
        this.#knownNextId().next(claim),
      )
      .otherwise(this.#workOutNextId(props.table).next(claim));
    this.state = new Parallel(this, "ClaimNextUsername", { stateName: "ClaimNextUsername", outputPath: "$[0]" });
    this.state.branch(read.next(decide));
    // Waiting ever longer would gain nothing: what is lost is lost to as many others as there are, and each of them wins
    // once. Full jitter over one second spreads them; see the README for the number of attempts.
    this.state.addRetry({
      errors: contentionErrors,
      interval: Duration.seconds(1),
      maxAttempts: props.retries,
      backoffRate: 1,
      jitterStrategy: JitterType.FULL,
    });
  }

  #readLastId(table: ITable): CallAwsService {
    return new CallAwsService(this, "ReadLastId", {
      stateName: "ReadLastId",
      service: "dynamodb",
      action: "getItem",
      iamAction: "dynamodb:GetItem",
      iamResources: [table.tableArn],
      parameters: { TableName: table.tableName, Key: { username: { S: counterKey } }, ConsistentRead: true },
      resultPath: "$.counter",
      taskTimeout,
    });
  }

  #firstId(countFrom: bigint): Pass {
    return Pass.jsonPath(this, "FirstId", {
      stateName: "FirstId",
      parameters: { last: String(countFrom), next: String(countFrom + 1n) },
      resultPath: "$.ids",
    });
  }

  #knownNextId(): Pass {
    return Pass.jsonPath(this, "KnownNextId", {
      stateName: "KnownNextId",
      parameters: {
        last: JsonPath.stringAt("$.counter.Item.LastId.N"),
        next: JsonPath.stringAt("$.counter.Item.NextId.N"),
      },
      resultPath: "$.ids",
    });
  }

  /** Uses the counter's item as a calculator. It claims nothing: whoever does the same at the same time gets the same. */
  #workOutNextId(table: ITable): CallAwsService {
    return new CallAwsService(this, "WorkOutNextId", {
      stateName: "WorkOutNextId",
      service: "dynamodb",
      action: "updateItem",
      iamAction: "dynamodb:UpdateItem",
      iamResources: [table.tableArn],
      parameters: {
        TableName: table.tableName,
        Key: { username: { S: counterKey } },
        UpdateExpression: "SET NextId = LastId + :one, NextIdFollows = LastId",
        ConditionExpression: "attribute_exists(LastId)",
        ExpressionAttributeValues: { ":one": { N: "1" } },
        ReturnValues: "ALL_NEW",
      },
      resultSelector: {
        last: JsonPath.stringAt("$.Attributes.LastId.N"),
        next: JsonPath.stringAt("$.Attributes.NextId.N"),
      },
      resultPath: "$.ids",
      taskTimeout,
    });
  }

  #claim(table: ITable, roles: readonly string[]): CallAwsService {
    const next = JsonPath.stringAt("$.ids.next");
    const claim = new CallAwsService(this, "WriteProfileAndMoveLastId", {
      stateName: "WriteProfileAndMoveLastId",
      service: "dynamodb",
      action: "transactWriteItems",
      // There is no IAM action of that name: each write of a transaction is authorised as what it is.
      iamAction: "dynamodb:PutItem",
      additionalIamStatements: [new PolicyStatement({ actions: ["dynamodb:UpdateItem"], resources: [table.tableArn] })],
      iamResources: [table.tableArn],
      parameters: { TransactItems: [putProfile(table, next, roles), moveLastId(table, next)] },
      resultPath: JsonPath.DISCARD,
      taskTimeout,
    });
    const lostRace = new Fail(this, "LostRace", {
      stateName: "LostRace",
      error: contentionErrors[0],
      causePath: "$.error.Cause",
    });
    const outcomeUnknown = Pass.jsonPath(this, "OutcomeUnknown", { stateName: "OutcomeUnknown" });
    claim.addCatch(lostRace, { errors: contentionErrors, resultPath: "$.error" });
    claim.addCatch(outcomeUnknown, { resultPath: "$.error" });
    return claim;
  }
}

function putProfile(table: ITable, username: string, roles: readonly string[]): Record<string, unknown> {
  return {
    Put: {
      TableName: table.tableName,
      Item: {
        username: { S: username },
        firstName: { S: JsonPath.stringAt("$.firstName") },
        lastName: { S: JsonPath.stringAt("$.lastName") },
        emailAddress: { S: JsonPath.stringAt("$.emailAddress") },
        phoneNumber: { S: JsonPath.stringAt("$.phoneNumber") },
        currentLocation: JsonPath.objectAt("$.location"),
        roles: { L: roles.map((role) => ({ S: role })) },
        createdAt: { S: JsonPath.stringAt("$$.Execution.StartTime") },
        // Lets an execution that rolls back take away its own profile and never another's.
        createdBy: { S: JsonPath.stringAt("$$.Execution.Id") },
      },
      ConditionExpression: "attribute_not_exists(username)",
    },
  };
}

function moveLastId(table: ITable, next: string): Record<string, unknown> {
  return {
    Update: {
      TableName: table.tableName,
      Key: { username: { S: counterKey } },
      UpdateExpression: "SET LastId = :next, NextId = :next + :one, NextIdFollows = :next",
      ConditionExpression: "attribute_not_exists(LastId) OR LastId = :last",
      ExpressionAttributeValues: {
        ":last": { N: JsonPath.stringAt("$.ids.last") },
        ":next": { N: next },
        ":one": { N: "1" },
      },
    },
  };
}
