import { Duration } from "aws-cdk-lib";
import { AccountRecovery, type IUserPool, UserPool } from "aws-cdk-lib/aws-cognito";
import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { OnboardingWorkflow } from "./onboarding-workflow.ts";

export interface UserOnboardingProps {
  /**
   * Where profiles are kept, with the string `username` as its only key. The counter is an item of the same table.
   * A new table, encrypted and with point-in-time recovery, if absent.
   */
  readonly profileTable?: ITable;
  /**
   * Where users are created: a pool in which the username is chosen by the caller. A new one if absent, in which users sign
   * in with their number or their email address, so that each address is one user's.
   */
  readonly userPool?: IUserPool;
  /** The number to count from: the first username is the next one. 1000000 if absent. */
  readonly countFrom?: bigint;
  /** How often a lost race for a username starts over before the client is told to come back later. 40 if absent. */
  readonly claimRetries?: number;
  /** The roles that each new profile starts with. None if absent: roles are given by those who run the clinic. */
  readonly roles?: readonly string[];
  /** How long the workflow's log is kept. One month if absent. */
  readonly logRetention?: RetentionDays;
}

/**
 * Creates users whose usernames are consecutive numbers, with a profile each, without a Lambda function.
 *
 * An Express workflow claims the next number and writes the profile in one transaction, then creates the Cognito user
 * under that number. No number is ever given out twice, however many requests race. Nothing is left behind by a user that
 * could not be created, except a gap in the numbers.
 */
export class UserOnboarding extends Construct {
  readonly profileTable: ITable;
  readonly userPool: IUserPool;
  /** Takes `{firstName, lastName, emailAddress, phoneNumber, currentLocation?}`; its output is what `WorkflowMethod` answers with. */
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: UserOnboardingProps = {}) {
    super(scope, id);
    this.profileTable = props.profileTable ?? this.#createProfileTable();
    this.userPool = props.userPool ?? this.#createUserPool();
    const workflow = new OnboardingWorkflow(this, "Workflow", {
      table: this.profileTable,
      userPool: this.userPool,
      countFrom: props.countFrom ?? 1_000_000n,
      claimRetries: props.claimRetries ?? 40,
      roles: props.roles ?? [],
    });
    this.stateMachine = new StateMachine(this, "StateMachine", {
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromChainable(workflow.definition),
      // Far more than the retries take: an execution that is cut off could not roll back.
      timeout: Duration.minutes(2),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, "Log", { retention: props.logRetention ?? RetentionDays.ONE_MONTH }),
        level: LogLevel.ERROR,
        // The data are people's names and addresses.
        includeExecutionData: false,
      },
    });
    this.profileTable.encryptionKey?.grantEncryptDecrypt(this.stateMachine);
  }

  #createProfileTable(): Table {
    return new Table(this, "ProfileTable", {
      partitionKey: { name: "username", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
  }

  #createUserPool(): UserPool {
    return new UserPool(this, "UserPool", {
      selfSignUpEnabled: false,
      signInAliases: { username: true, email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12 },
    });
  }
}
