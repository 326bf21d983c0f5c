import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { copyFixture } from "../cdk/test-app.suite.ts";
import { Run, run } from "./run.suite.ts";

describe("the functions of a running app", () => {
  let app: string;
  let up: Run;

  before(async () => {
    app = await copyFixture("greeter");
    const script = join(app, "seed.mjs");
    await writeFile(script, 'console.log("seeded", process.env.AWS_ENDPOINT_URL);');
    up = new Run(["up", "--app", app, "--port", "0", "--watch", "--seed", script]);
    await up.printed(/seeded http:\/\/localhost:\d+/);
  });

  after(async () => {
    up.child.kill("SIGINT");
    await up.ended();
    await rm(app, { recursive: true, force: true });
  });

  const own = (...words: readonly string[]) => run(...words, "--app", app);

  it("are invoked by their construct's path, with the log beside the answer", async () => {
    for (const name of ["Hall/Greeter", "Greetings/Hall/Greeter", "Greeter", "Hall"]) {
      const { code, output, errors } = await own("invoke", name, "--payload", '{"name":"Ada"}');
      assert.deepEqual([code, output], [0, '"hello Ada"\n'], errors);
      assert.match(errors, /START RequestId: [\s\S]*greeting Ada[\s\S]*REPORT RequestId: /);
    }
  });

  it("are sent sample events, changed", async () => {
    const { output } = await own("invoke", "Greeter", "--event", "eventbridge", "--set", "name=Grace");
    assert.equal(output, '"hello Grace"\n');
  });

  it("fail with exit code 1", async () => {
    const { code, output } = await own("invoke", "Greeter");
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(output).errorMessage, "nobody to greet");
  });

  it("are invoked without waiting, and show their logs", async () => {
    const { code, output } = await own("invoke", "Greeter", "--async", "--set", "name=Later");
    assert.deepEqual([code, output], [0, ""]);
    const follow = new Run(["logs", "Greeter", "--follow", "--app", app]);
    await follow.printed(/greeting Later/);
    follow.child.kill("SIGINT");
    assert.equal((await follow.ended()).code, 0);
    const all = await own("logs");
    assert.match(all.output, /Greetings-HallGreeter\S* .*greeting Ada/);
  });

  it("are named where one is misspelt", async () => {
    const { code, errors } = await own("invoke", "Greter");
    assert.equal(code, 1);
    assert.match(
      errors,
      /there is no function 'Greter'\n {2}hint: is it 'Greeter'\? There are: Greetings\/Hall\/Greeter/,
    );
  });

  it("go live when their code changes", async () => {
    await writeFile(join(app, "code", "index.js"), "exports.handler = async () => 'changed';");
    await up.printed(/↻ changed: code\/index\.js[\s\S]*✔ live/);
    const { output } = await own("invoke", "Greeter");
    assert.equal(output, '"changed"\n');
  });

  it("have their logs followed over a kill and the next start", async () => {
    await writeFile(
      join(app, "code", "index.js"),
      "exports.handler = async (event) => console.log('got', event.name);",
    );
    await up.printed(/changed: code\/index\.js[\s\S]*live[\s\S]*changed: code\/index\.js[\s\S]*✔ live/);
    const follow = new Run(["logs", "Greeter", "--follow", "--app", app]);
    await own("invoke", "Greeter", "--payload", '{"name":"before"}');
    await follow.printed(/got before/);
    const [, port] = /seeded http:\/\/localhost:(\d+)/.exec(up.output)!;
    up.child.kill("SIGKILL");
    await follow.printed(/no Virga answers at http:\S+ any more: waiting/, "errors");
    up = new Run(["up", "--app", app, "--port", port!]);
    await up.printed(/✔ ready/);
    await own("invoke", "Greeter", "--payload", '{"name":"after"}');
    await follow.printed(/got after/);
    assert.equal(follow.output.split("got before").length, 2);
    follow.child.kill("SIGINT");
    assert.equal((await follow.ended()).code, 0);
  });
});
