import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const many = "[1..1000]";
const once = (body: string) => `#foreach($i in ${many})${body}#end`;

/** What each would take without an end: years, or more memory than there is. */
const endless: Readonly<Record<string, string>> = {
  loops: once(once(once(once("x")))),
  backtracking: `#set($a = "${"a".repeat(60)}")$a.matches('(a+)+b')`,
  doubling: `#set($s = "xxxxxxxx")${once('#set($s = "$s$s")')}$s`,
  replacing: `#set($s = "x")${once("#set($s = $s.replaceAll('x', 'xx'))")}$s`,
  sharing: `#set($l = [1])#foreach($i in [1..60])#set($l = [$l, $l])#end$l`,
};

describe("a template that renders for long", () => {
  let cloud: TestCloud;
  let api: RestApiUnderTest;

  before(async () => {
    cloud = await createTestCloud();
    api = await RestApiUnderTest.create(cloud);
    for (const [name, template] of Object.entries(endless)) {
      await api.method("POST", `/${name}`, { responseTemplate: template });
    }
    const long = `#set($context.responseOverride.header.x = "y")${once(once("#if($i == 1000)z#end"))}`;
    await api.method("POST", "/long", { responseTemplate: `$context.stage $stageVariables.v ${long}` });
    await api.method("GET", "/quick");
    await api.deploy();
    const value = { op: "replace", path: "/variables/v", value: "V" } as const;
    await api.client.updateStage({ restApiId: api.id, stageName: "dev", patchOperations: [value] });
  });

  after(() => cloud.close());

  for (const name of Object.keys(endless)) {
    it(`is given up (${name}), and others are answered meanwhile`, async () => {
      const answered: string[] = [];
      const note = (path: string) => () => answered.push(path);
      const slow = api.send("POST", `/${name}`, "{}").finally(note("slow"));
      const quick = await api.send("GET", "/quick").finally(note("quick"));
      assert.equal(quick.status, 200);
      const { status, text } = await slow;
      assert.deepEqual([status, text], [500, '{"message": "Internal server error"}']);
      if (name === "backtracking") assert.deepEqual(answered, ["quick", "slow"]);
    });
  }

  it("gives all it has written, and its overrides, if it ends", async () => {
    const { status, text, headers } = await api.send("POST", "/long");
    assert.deepEqual([status, text, headers.x], [200, `dev V${"z".repeat(1000)}`, "y"]);
  });
});
