import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Kinesis } from "@aws-sdk/client-kinesis";
import { createTestCloud } from "../../testing/index.ts";

const day = 86_400_000;

describe("the account's settings", () => {
  it("hold a commitment that can end after a day at the earliest", async () => {
    const cloud = await createTestCloud();
    const kinesis = cloud.client(Kinesis);
    const change = async (Status: "ENABLED" | "DISABLED") =>
      (await kinesis.updateAccountSettings({ MinimumThroughputBillingCommitment: { Status } }))
        .MinimumThroughputBillingCommitment;
    const settings = async () => (await kinesis.describeAccountSettings({})).MinimumThroughputBillingCommitment;
    assert.deepEqual(await settings(), { Status: "DISABLED" });
    assert.deepEqual(await change("DISABLED"), { Status: "DISABLED" });
    const start = cloud.clock.now();
    const times = { StartedAt: new Date(start), EarliestAllowedEndAt: new Date(start + day) };
    assert.deepEqual(await change("ENABLED"), { Status: "ENABLED", ...times });
    await cloud.clock.advance(1_000);
    assert.deepEqual(await change("DISABLED"), { Status: "ENABLED_UNTIL_EARLIEST_ALLOWED_END", ...times });
    assert.deepEqual(await change("ENABLED"), { Status: "ENABLED", ...times });
    await change("DISABLED");
    await cloud.clock.advance(day);
    assert.deepEqual(await settings(), { Status: "DISABLED", ...times, EndedAt: new Date(start + day) });
    const elsewhere = cloud.client(Kinesis, { region: "eu-west-1" });
    const { MinimumThroughputBillingCommitment } = await elsewhere.describeAccountSettings({});
    assert.deepEqual(MinimumThroughputBillingCommitment, { Status: "DISABLED" });
    assert.equal((await change("ENABLED"))!.StartedAt!.getTime(), cloud.clock.now());
    await cloud.clock.advance(2 * day);
    assert.equal((await change("DISABLED"))!.EndedAt!.getTime(), cloud.clock.now());
    await assert.rejects(change("OFF" as "DISABLED"), { name: "ValidationException" });
    await cloud.close();
  });
});
