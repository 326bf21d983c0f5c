import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Lambda } from "@aws-sdk/client-lambda";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { createFunction, createRole } from "./functions.suite.ts";

const FunctionName = "f";

describe("Concurrency settings of Lambda functions", () => {
  let cloud: TestCloud;
  let lambda: Lambda;

  beforeEach(async () => {
    cloud = await createTestCloud();
    await createRole(cloud);
    lambda = await createFunction(cloud, FunctionName, { Publish: true });
  });

  afterEach(async () => {
    assert.deepEqual(cloud.reports, []);
    await cloud.close();
  });

  it("reserve a part of the account's, but for its last hundred", async () => {
    await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 900 });
    assert.equal((await lambda.getFunctionConcurrency({ FunctionName })).ReservedConcurrentExecutions, 900);
    assert.deepEqual((await lambda.getFunction({ FunctionName })).Concurrency, { ReservedConcurrentExecutions: 900 });
    const { AccountLimit, AccountUsage } = await lambda.getAccountSettings({});
    assert.equal(AccountLimit?.ConcurrentExecutions, 1000);
    assert.equal(AccountLimit?.UnreservedConcurrentExecutions, 100);
    assert.equal(AccountUsage?.FunctionCount, 1);
    await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 899 });
    await assert.rejects(lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 901 }), {
      name: "InvalidParameterValueException",
      message:
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    });
    await lambda.deleteFunctionConcurrency({ FunctionName });
    assert.equal((await lambda.getFunctionConcurrency({ FunctionName })).ReservedConcurrentExecutions, undefined);
  });

  it("provision environments for a version or an alias", async () => {
    const on = { FunctionName, Qualifier: "1" };
    await assert.rejects(lambda.getProvisionedConcurrencyConfig(on), {
      name: "ProvisionedConcurrencyConfigNotFoundException",
      message: "No Provisioned Concurrency Config found for this function",
    });
    const put = await lambda.putProvisionedConcurrencyConfig({ ...on, ProvisionedConcurrentExecutions: 5 });
    assert.deepEqual([put.Status, put.RequestedProvisionedConcurrentExecutions], ["IN_PROGRESS", 5]);
    await cloud.clock.advance(1);
    const { Status, AvailableProvisionedConcurrentExecutions } = await lambda.getProvisionedConcurrencyConfig(on);
    assert.deepEqual([Status, AvailableProvisionedConcurrentExecutions], ["READY", 5]);
    const { ProvisionedConcurrencyConfigs } = await lambda.listProvisionedConcurrencyConfigs({ FunctionName });
    assert.match(ProvisionedConcurrencyConfigs![0]!.FunctionArn!, /:f:1$/);
    await lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1" });
    const alias = { FunctionName, Qualifier: "live", ProvisionedConcurrentExecutions: 1 };
    await assert.rejects(lambda.putProvisionedConcurrencyConfig(alias), {
      name: "ResourceConflictException",
      message: "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    });
    await lambda.deleteProvisionedConcurrencyConfig(on);
    await lambda.putProvisionedConcurrencyConfig(alias);
    await assert.rejects(lambda.putProvisionedConcurrencyConfig({ ...alias, Qualifier: "1" }), {
      message: "Version is pointed by a Provisioned Concurrency alias",
    });
  });

  it("refuse provisioned concurrency that cannot be", async () => {
    const put = (Qualifier: string, ProvisionedConcurrentExecutions: number) =>
      lambda.putProvisionedConcurrencyConfig({ FunctionName, Qualifier, ProvisionedConcurrentExecutions });
    await assert.rejects(put("$LATEST", 1), {
      message: "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
    });
    await assert.rejects(put("1", 901), /below its minimum value of \[100\]/);
    await assert.rejects(put("1", 1001), /greater than account's unreserved concurrency \[1000\]/);
    await lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 10 });
    await assert.rejects(put("1", 11), {
      message:
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function",
    });
    await put("1", 10);
    await assert.rejects(lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: 9 }), {
      message:
        " ReservedConcurrentExecutions  9 should not be lower than function's total provisioned concurrency [10].",
    });
  });
});
