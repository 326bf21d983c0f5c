import { Duration } from "aws-cdk-lib";
import type { IUserPool } from "aws-cdk-lib/aws-cognito";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import {
  type Chain,
  Choice,
  Condition,
  type IChainable,
  type INextable,
  JitterType,
  JsonPath,
  Pass,
  Timeout,
} from "aws-cdk-lib/aws-stepfunctions";
import { CallAwsService } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { ClaimUsername, contentionErrors } from "./claim-username.ts";

export interface OnboardingWorkflowProps {
  readonly table: ITable;
  readonly userPool: IUserPool;
  readonly countFrom: bigint;
  readonly claimRetries: number;
  readonly roles: readonly string[];
}

interface Answer {
  readonly statusCode: number;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

const inputFields = ["firstName", "lastName", "emailAddress", "phoneNumber"];
const taskTimeout = Timeout.duration(Duration.seconds(5));
const busy: Answer = {
  statusCode: 503,
  message: "Too many users are being created. Try again later.",
  retryAfterSeconds: 5,
};
const unexpected: Answer = { statusCode: 500, message: "Internal server error" };

/**
 * The definition of the workflow. Whatever happens, it ends in state `Answer`, with what to tell the client in its
 * output: `response: { statusCode, body | message, retryAfterSeconds? }`, and `user` if one was created.
 */
export class OnboardingWorkflow extends Construct {
  readonly definition: IChainable;

  constructor(scope: Construct, id: string, props: OnboardingWorkflowProps) {
    super(scope, id);
    const answer = this.#answer();
    const rollBack = this.#rollBackProfile(props.table, answer);
    const claim = this.#claim(props, rollBack, answer, this.#createUser(props.userPool, rollBack));
    this.definition = new Choice(this, "IsInputComplete", { stateName: "IsInputComplete" })
      .when(
        Condition.and(...inputFields.map((field) => Condition.isString(`$.${field}`))),
        this.#readLocation().next(claim),
      )
      .otherwise(
        this.#respond(
          "IncompleteInput",
          { statusCode: 400, message: `These are required: ${inputFields.join(", ")}.` },
          answer,
        ),
      );
  }

  /** Puts the location into `$.location` as an attribute of the profile; empty where the client says nothing of it. */
  #readLocation(): Chain {
    const isGiven = new Choice(this, "IsLocationGiven", { stateName: "IsLocationGiven" });
    const given = Pass.jsonPath(this, "GivenLocation", {
      stateName: "GivenLocation",
      parameters: { S: JsonPath.stringAt("$.currentLocation") },
      resultPath: "$.location",
    });
    const unknown = Pass.jsonPath(this, "UnknownLocation", {
      stateName: "UnknownLocation",
      parameters: { S: "" },
      resultPath: "$.location",
    });
    const path = "$.currentLocation";
    return isGiven
      .when(Condition.and(Condition.isPresent(path), Condition.isString(path)), given)
      .otherwise(unknown)
      .afterwards();
  }

  #answer(): INextable & IChainable {
    return Pass.jsonPath(this, "Answer", {
      stateName: "Answer",
      parameters: { response: JsonPath.objectAt("$.response") },
    });
  }

  /** Says what the client will be told, and goes on to `next`. */
  #respond(name: string, response: Answer, next: IChainable): IChainable {
    return Pass.jsonPath(this, name, { stateName: name, parameters: { ...response }, resultPath: "$.response" }).next(
      next,
    );
  }

  #claim(props: OnboardingWorkflowProps, rollBack: IChainable, answer: IChainable, createUser: IChainable): IChainable {
    const { table, countFrom, claimRetries: retries, roles } = props;
    const claim = new ClaimUsername(this, "ClaimUsername", { table, countFrom, retries, roles }).state;
    const failed = this.#respond("ClaimFailed", unexpected, answer);
    // A profile that is in the way while the counter is where it was read, or a write that can't be done, will not be
    // better another time.
    const isContention = new Choice(this, "WillItBeBetterLater", { stateName: "WillItBeBetterLater" })
      .when(
        Condition.or(
          Condition.stringMatches("$.error.Cause", "*[ConditionalCheckFailed, None]*"),
          Condition.stringMatches("$.error.Cause", "*ValidationError*"),
        ),
        failed,
      )
      .otherwise(this.#respond("TooManyRaces", busy, answer));
    claim.addCatch(isContention, { errors: contentionErrors, resultPath: "$.error" });
    claim.addCatch(failed, { resultPath: "$.error" });
    return claim.next(
      new Choice(this, "IsUsernameClaimed", { stateName: "IsUsernameClaimed" })
        .when(Condition.isPresent("$.error"), this.#respond("ClaimOutcomeUnknown", unexpected, rollBack))
        .otherwise(createUser),
    );
  }

  #createUser(userPool: IUserPool, rollBack: IChainable): IChainable {
    const createUser = new CallAwsService(this, "CreateUser", {
      stateName: "CreateUser",
      service: "cognitoidentityprovider",
      action: "adminCreateUser",
      iamAction: "cognito-idp:AdminCreateUser",
      iamResources: [userPool.userPoolArn],
      parameters: {
        UserPoolId: userPool.userPoolId,
        Username: JsonPath.stringAt("$.ids.next"),
        DesiredDeliveryMediums: ["EMAIL"],
        UserAttributes: [
          { Name: "given_name", Value: JsonPath.stringAt("$.firstName") },
          { Name: "family_name", Value: JsonPath.stringAt("$.lastName") },
          { Name: "email", Value: JsonPath.stringAt("$.emailAddress") },
          { Name: "email_verified", Value: "true" },
          { Name: "phone_number", Value: JsonPath.stringAt("$.phoneNumber") },
        ],
      },
      resultPath: JsonPath.DISCARD,
      taskTimeout,
    });
    // Nothing but throttling is tried again: after any other error the user may exist, and the second try would say so.
    createUser.addRetry({
      errors: ["CognitoIdentityProvider.TooManyRequestsException"],
      interval: Duration.seconds(1),
      maxAttempts: 5,
      backoffRate: 1,
      jitterStrategy: JitterType.FULL,
    });
    for (const [name, errors, answer] of creationErrors) {
      createUser.addCatch(this.#respond(name, answer, rollBack), {
        errors: errors.map((error) => `CognitoIdentityProvider.${error}`),
        resultPath: "$.error",
      });
    }
    createUser.addCatch(this.#respond("UserNotCreated", unexpected, rollBack), { resultPath: "$.error" });
    return createUser.next(this.#userCreated());
  }

  /** The user as the client sees it. The number is a string: JSON numbers of many programs end at 2^53. */
  #userCreated(): IChainable {
    const user = Pass.jsonPath(this, "DescribeUser", {
      stateName: "DescribeUser",
      parameters: {
        username: JsonPath.stringAt("$.ids.next"),
        ...Object.fromEntries(inputFields.map((field) => [field, JsonPath.stringAt(`$.${field}`)])),
      },
      resultPath: "$.user",
    });
    return user.next(
      Pass.jsonPath(this, "AnswerWithUser", {
        stateName: "AnswerWithUser",
        parameters: {
          response: { statusCode: 200, body: JsonPath.jsonToString(JsonPath.objectAt("$.user")) },
          user: JsonPath.objectAt("$.user"),
        },
      }),
    );
  }

  /** Takes the profile away again, if it is there and this execution wrote it. */
  #rollBackProfile(table: ITable, answer: IChainable): IChainable {
    const rollBack = new CallAwsService(this, "RollBackProfile", {
      stateName: "RollBackProfile",
      service: "dynamodb",
      action: "deleteItem",
      iamAction: "dynamodb:DeleteItem",
      iamResources: [table.tableArn],
      parameters: {
        TableName: table.tableName,
        Key: { username: { S: JsonPath.stringAt("$.ids.next") } },
        ConditionExpression: "createdBy = :execution",
        ExpressionAttributeValues: { ":execution": { S: JsonPath.stringAt("$$.Execution.Id") } },
      },
      resultPath: JsonPath.DISCARD,
      taskTimeout,
    });
    const nothingToRollBack = ["DynamoDb.ConditionalCheckFailedException"];
    rollBack.addRetry({ errors: nothingToRollBack, maxAttempts: 0 });
    rollBack.addRetry({
      interval: Duration.seconds(1),
      maxAttempts: 4,
      backoffRate: 1,
      jitterStrategy: JitterType.FULL,
    });
    rollBack.addCatch(answer, { errors: nothingToRollBack, resultPath: JsonPath.DISCARD });
    rollBack.addCatch(this.#respond("ProfileNotRolledBack", unexpected, answer), { resultPath: "$.error" });
    return rollBack.next(answer);
  }
}

/** What Cognito may refuse for a reason the client should know: the state that says so, the errors, the answer. */
const creationErrors: readonly (readonly [name: string, errors: readonly string[], answer: Answer])[] = [
  [
    "UsernameExists",
    ["UsernameExistsException"],
    { statusCode: 400, message: "A user with this username already exists." },
  ],
  [
    "AliasExists",
    ["AliasExistsException"],
    { statusCode: 400, message: "A user with this email address already exists." },
  ],
  [
    "UserRefused",
    ["InvalidParameterException", "UserLambdaValidationException"],
    { statusCode: 400, message: "The user was refused: check the names, the email address and the phone number." },
  ],
  ["TooManyRequests", ["TooManyRequestsException"], busy],
];
