import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createTestCloud, type TestCloud } from "../../../testing/index.ts";
import { RestApiUnderTest } from "../rest-api.suite.ts";

const once = (body: string) => `#foreach($i in [1..1000])${body}#end`;

/** What takes long, would take years, or more memory than there is, each in its own way. */
const worst: Readonly<Record<string, string>> = {
  loops: once(once(once(once("x")))),
  backtracking: `#set($a = "${"a".repeat(60)}")$a.matches('(a+)+b')`,
  doubling: `#set($s = "xxxxxxxx")${once('#set($s = "$s$s")')}$s`,
  replacing: `#set($s = "x")${once("#set($s = $s.replaceAll('x', 'xx'))")}$s`,
  searching: once(`$input.json('$..a..a..a..a')`),
  repeating: once(once("#if($i == 1000)z#end")),
  parsing: "#set($a = $util.parseJson($input.body))$input.json('$').length()$input.path('$..b').size()",
};
/** Milliseconds that no request keeps the others waiting on a machine that has time for the thread that ends renderings. */
const longest = 50;
/** Milliseconds that show a template that nobody ends: each would go on for seconds at least. */
const blocked = 1000;

/**
 * The longest that the thread works without coming to the next turn of its event loop. It is measured in the thread's own
 * time on a processor, milliseconds: other programs of the machine don't count.
 */
class TurnMeter {
  #longest = 0;
  #isOver = false;

  start(): void {
    let last = process.threadCpuUsage();
    const turn = () => {
      const { user, system } = process.threadCpuUsage(last);
      this.#longest = Math.max(this.#longest, (user + system) / 1000);
      last = process.threadCpuUsage();
      if (!this.#isOver) setImmediate(turn);
    };
    setImmediate(turn);
  }

  stop(): number {
    this.#isOver = true;
    return this.#longest;
  }
}

describe("the worst templates", () => {
  let cloud: TestCloud;
  let base: string;

  before(async () => {
    cloud = await createTestCloud();
    const api = await RestApiUnderTest.create(cloud);
    await api.method("POST", "/mock", { integration: { requestTemplates: {} } });
    for (const [name, responseTemplate] of Object.entries(worst))
      await api.method("POST", `/${name}`, { responseTemplate });
    await api.method("GET", "/quick", { responseTemplate: "quick" });
    await api.deploy();
    // The clock stands still, and many quick requests come.
    const patchOperations = [{ op: "replace" as const, path: "/throttle/burstLimit", value: "1000000" }];
    await api.client.updateAccount({ patchOperations });
    base = `${await cloud.listen()}/_aws/execute-api/${api.id}/dev`;
    // What is compiled or loaded on first use is not what is measured.
    const body = nested(1);
    await Promise.all(Object.keys(worst).map(async (name) => (await post(name, body)).text()));
  });

  after(() => cloud.close());

  const post = (name: string, body: string) =>
    fetch(`${base}/${name}`, { method: "POST", body, headers: { "content-type": "application/json" } });

  const nested = (depth: number): string =>
    `{"a":${depth === 0 ? "1" : `[${nested(depth - 1)},${nested(depth - 1)}]`}}`;

  /** Sends all of them, and quick requests until they are answered; gives the longest turn. */
  async function round(): Promise<{ readonly quick: number; readonly longestTurn: number }> {
    const body = nested(16);
    const meter = new TurnMeter();
    meter.start();
    const names = [...Object.keys(worst), "mock"];
    let slow = names.length;
    const answers = names.map(async (name) => {
      const answer = await post(name, body);
      const text = await answer.text();
      slow--;
      return { name, status: answer.status, text };
    });
    let quick = 0;
    while (slow > 0) {
      const answer = await fetch(`${base}/quick`);
      assert.deepEqual([answer.status, await answer.text()], [200, "quick"]);
      quick++;
    }
    const longestTurn = meter.stop();
    for (const { name, status, text } of await Promise.all(answers)) {
      if (status !== 200) assert.equal(text, '{"message": "Internal server error"}', name);
    }
    return { quick, longestTurn };
  }

  it("do not block other requests over HTTP", { timeout: 300_000 }, async (test) => {
    // What blocks does so in every round, and for long. On a busy machine the thread that ends a rendering comes late.
    let found = await round();
    for (let again = 0; again < 1 && found.longestTurn >= longest; again++) found = await round();
    const { quick, longestTurn } = found;
    test.diagnostic(`${quick} other requests meanwhile; the longest turn took ${longestTurn.toFixed(1)} ms`);
    assert.ok(longestTurn < blocked, `a turn took ${longestTurn} ms`);
    assert.ok(quick > 0);
  });
});
