import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Lambda } from "@aws-sdk/client-lambda";
import { createTestCloud, type TestCloud } from "../../testing/index.ts";
import { account, createFunction, createRole } from "./functions.suite.ts";

const FunctionName = "f";
const arn = `arn:aws:lambda:us-east-1:${account}:function:f`;

describe("Versions and aliases of Lambda functions", () => {
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

  async function publishAnother(): Promise<string> {
    const count = (await lambda.listVersionsByFunction({ FunctionName })).Versions!.length;
    await lambda.updateFunctionConfiguration({ FunctionName, Timeout: count + 3 });
    return (await lambda.publishVersion({ FunctionName })).Version!;
  }

  it("are listed page by page", async () => {
    await publishAnother();
    const first = await lambda.listVersionsByFunction({ FunctionName, MaxItems: 2 });
    assert.deepEqual(
      first.Versions!.map(({ FunctionArn }) => FunctionArn),
      [`${arn}:$LATEST`, `${arn}:1`],
    );
    const second = await lambda.listVersionsByFunction({ FunctionName, Marker: first.NextMarker! });
    assert.deepEqual(
      second.Versions!.map(({ Version }) => Version),
      ["2"],
    );
    assert.equal(second.NextMarker, undefined);
  });

  it("are listed with all functions, one by one or all versions", async () => {
    await createFunction(cloud, "e");
    await createFunction(cloud, "g");
    const plain = await lambda.listFunctions({});
    assert.deepEqual(
      plain.Functions!.map(({ FunctionArn, State }) => [FunctionArn!.slice(-2), State]),
      [
        [":e", undefined],
        [":f", undefined],
        [":g", undefined],
      ],
    );
    const arns: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await lambda.listFunctions({ FunctionVersion: "ALL", MaxItems: 1, ...(Marker && { Marker }) });
      arns.push(...page.Functions!.map(({ FunctionArn }) => FunctionArn!.split("function:")[1]!));
      Marker = page.NextMarker;
    } while (Marker);
    assert.deepEqual(arns, ["e:$LATEST", "f:$LATEST", "f:1", "g:$LATEST"]);
    await assert.rejects(lambda.listFunctions({ Marker: "rubbish" }), { name: "InvalidParameterValueException" });
  });

  it("name a version, and describe it under their own name", async () => {
    const alias = await lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1", Description: "d" });
    const expected = { AliasArn: `${arn}:live`, Name: "live", FunctionVersion: "1", Description: "d" };
    const { $metadata: _, RevisionId, ...described } = alias;
    assert.deepEqual(described, expected);
    const { FunctionArn, Version } = await lambda.getFunctionConfiguration({ FunctionName, Qualifier: "live" });
    assert.deepEqual([FunctionArn, Version], [`${arn}:live`, "1"]);
    await assert.rejects(lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1" }), {
      name: "ResourceConflictException",
      message: `Alias already exists: ${arn}:live`,
    });
    await assert.rejects(lambda.createAlias({ FunctionName, Name: "next", FunctionVersion: "9" }), {
      name: "ResourceNotFoundException",
      message: `Function not found: ${arn}:9`,
    });
    const updated = await lambda.updateAlias({ FunctionName, Name: "live", Description: "e", RevisionId: RevisionId! });
    assert.equal(updated.Description, "e");
    assert.notEqual(updated.RevisionId, RevisionId);
    await assert.rejects(lambda.updateAlias({ FunctionName, Name: "live", RevisionId: RevisionId! }), {
      name: "PreconditionFailedException",
    });
    await lambda.deleteAlias({ FunctionName, Name: "live" });
    await lambda.deleteAlias({ FunctionName, Name: "live" });
    await assert.rejects(lambda.getAlias({ FunctionName, Name: "live" }), {
      name: "ResourceNotFoundException",
      message: `Cannot find alias arn: ${arn}:live`,
    });
  });

  it("share invocations between two versions", async () => {
    await publishAnother();
    const RoutingConfig = { AdditionalVersionWeights: { "2": 0.25 } };
    await lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1", RoutingConfig });
    assert.deepEqual((await lambda.getAlias({ FunctionName, Name: "live" })).RoutingConfig, RoutingConfig);
    await lambda.updateAlias({ FunctionName, Name: "live", Description: "kept" });
    const listed = await lambda.listAliases({ FunctionName, FunctionVersion: "2" });
    assert.deepEqual(listed.Aliases![0]!.RoutingConfig, RoutingConfig);
    await lambda.updateAlias({ FunctionName, Name: "live", RoutingConfig: { AdditionalVersionWeights: {} } });
    assert.equal((await lambda.getAlias({ FunctionName, Name: "live" })).RoutingConfig, undefined);
    assert.deepEqual((await lambda.listAliases({ FunctionName, FunctionVersion: "2" })).Aliases, []);
  });

  it("refuse weights in AWS's words", async () => {
    await publishAnother();
    await publishAnother();
    const refused: [string, Record<string, number>, string][] = [
      ["1", { "2": 0.1, "3": 0.1 }, "Number of items in AdditionalVersionWeights cannot be greater than 1"],
      [
        "1",
        { "1": 0.1 },
        "Invalid function version 1. Function version 1 is already included in routing configuration.",
      ],
      ["$LATEST", { "1": 0.1 }, "$LATEST is not supported for an alias pointing to more than 1 version"],
      ["1", { "9": 0.1 }, `Function not found: ${arn}:9`],
    ];
    for (const [FunctionVersion, AdditionalVersionWeights, message] of refused) {
      const RoutingConfig = { AdditionalVersionWeights };
      await assert.rejects(lambda.createAlias({ FunctionName, Name: "a", FunctionVersion, RoutingConfig }), {
        message,
      });
    }
  });

  it("keep their versions from being deleted", async () => {
    await lambda.createAlias({ FunctionName, Name: "live", FunctionVersion: "1" });
    await assert.rejects(lambda.deleteFunction({ FunctionName, Qualifier: "1" }), {
      name: "ResourceConflictException",
    });
    await lambda.deleteAlias({ FunctionName, Name: "live" });
    await lambda.deleteFunction({ FunctionName, Qualifier: "1" });
    await assert.rejects(lambda.getFunction({ FunctionName, Qualifier: "1" }), {
      message: `Function not found: ${arn}:1`,
    });
    await assert.rejects(lambda.deleteFunction({ FunctionName, Qualifier: "$LATEST" }), {
      message: "$LATEST version cannot be deleted without deleting the function.",
    });
  });
});
