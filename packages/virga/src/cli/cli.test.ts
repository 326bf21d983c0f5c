import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Run, run } from "./run.suite.ts";

describe("virga", () => {
  it("helps, tells its version, and refuses what it does not know with exit code 2", async () => {
    const [help, version, wrong] = await Promise.all([run("--help"), run("--version"), run("fly")]);
    assert.equal(help.code, 0);
    assert.match(help.output, /virga up \[STACK\.\.\.\]/);
    assert.match(version.output, /^\d+\.\d+\.\d+\n$/);
    assert.deepEqual([wrong.code, wrong.output], [2, ""]);
    assert.match(wrong.errors, /there is no command 'fly'\n {2}hint: see: virga --help/);
  });
});

describe("virga up", () => {
  let app: string;
  let up: Run;
  let endpoint: string;

  before(async () => {
    app = await mkdtemp(join(tmpdir(), "virga-test-"));
    await cp(new URL("../cdk/fixtures/two-stacks/", import.meta.url), app, { recursive: true });
    const library = createRequire(import.meta.url).resolve("aws-cdk-lib/package.json");
    await symlink(dirname(dirname(library)), join(app, "node_modules"));
    up = new Run(["up", "--app", app, "--port", "0"]);
    endpoint = (await up.printed(/ready at (http:\/\/localhost:\d+)/))[1]!;
  });

  after(async () => {
    up.child.kill("SIGKILL");
    await rm(app, { recursive: true, force: true });
  });

  it("deploys the app and prints its outputs", () => {
    assert.match(up.output, /✔ Late\/Second: created/);
    assert.match(up.output, /First\n(.*\n)*? {2}Color = blue/);
    assert.equal(up.output.includes("\u001b"), false);
  });

  it("tells the other commands where it is", async () => {
    const { output, code } = await run("status", "--app", app);
    assert.equal(code, 0);
    assert.ok(output.includes(`running at ${endpoint} (process ${up.child.pid})`));
    assert.match(output, /First: CREATE_COMPLETE/);
    assert.equal((await run("status", "--port", new URL(endpoint).port)).code, 0);
  });

  it("is deployed to and deleted from by the other commands", async () => {
    const destroyed = await run("destroy", "--app", app, "Late/*");
    assert.match(destroyed.output, /✔ Late\/Second: deleted/);
    const deployed = await run("deploy", "--app", app);
    assert.match(deployed.output, /✔ Late\/Second: created/);
    assert.match(deployed.output, /✔ First: no changes/);
    assert.deepEqual([destroyed.code, deployed.code], [0, 0]);
  });

  it("prints sample events, those of the running app with its own account and instant", async () => {
    const [list, event, misspelt] = await Promise.all([
      run("event", "--app", app),
      run("event", "--app", app, "sqs", "--set", "Records[0].body=hello"),
      run("event", "--app", app, "sqz"),
    ]);
    assert.match(list.output, /cognito-pre-token-generation-v2 {2,}Cognito, before ID and access tokens are made/);
    assert.equal(JSON.parse(event.output).Records[0].body, "hello");
    assert.deepEqual([list.code, event.code, misspelt.code], [0, 0, 1]);
    assert.match(misspelt.errors, /there is no event 'sqz'\n {2}hint: is it 'sqs'\?/);
  });

  it("is what programs see that run under exec, whose exit code is theirs", async () => {
    const script =
      "console.log(process.env.AWS_ENDPOINT_URL, process.env.AWS_REGION, process.env.AWS_PROFILE); process.exit(7)";
    const { code, output } = await run("exec", "--app", app, "--", process.execPath, "-e", script);
    assert.deepEqual([code, output], [7, `${endpoint} us-east-1 undefined\n`]);
    const missing = await run("exec", "--app", app, "--", "no-such-program");
    assert.equal(missing.code, 127);
    assert.match(missing.errors, /could not be started/);
  });

  it("has its data folder and its port for itself", async () => {
    const port = new URL(endpoint).port;
    const [folder, taken] = await Promise.all([
      run("up", "--app", app, "--port", "0"),
      run("up", "--app", app, "--ephemeral", "--port", port),
    ]);
    assert.equal(folder.code, 1);
    assert.ok(folder.errors.includes(`(process ${up.child.pid}) is using the data folder`));
    assert.equal(taken.code, 1);
    assert.match(taken.errors, /Port \d+ is taken[\s\S]*hint: .*--port/);
    assert.equal((await run("status", "--app", app)).code, 0);
  });

  it("stays the one that the other commands find while an ephemeral one runs beside it", async () => {
    const beside = new Run(["up", "--app", app, "--ephemeral", "--port", "0"]);
    const [, address] = (await beside.printed(/ready at (http:\/\/localhost:\d+)/))!;
    assert.ok(beside.output.includes(`the app runs at ${endpoint}, too; name this one with --port`));
    assert.notEqual(address, endpoint);
    const { output } = await run("status", "--app", app);
    assert.ok(output.includes(`running at ${endpoint} `));
    beside.child.kill("SIGINT");
    await beside.ended();
    assert.equal((await run("status", "--app", app)).code, 0);
  });

  it("tells of stacks in other regions, too", async () => {
    const TemplateBody = '{ "Resources": { "H": { "Type": "AWS::CloudFormation::WaitConditionHandle" } } }';
    const input = { StackName: "far", TemplateBody };
    await fetch(`${endpoint}/_virga/operations/cloudformation/CreateStack`, {
      method: "POST",
      body: JSON.stringify({ account: "111111111111", region: "eu-west-1", input }),
    });
    const { output } = await run("status", "--app", app);
    assert.match(output, / {2}First: CREATE_COMPLETE/);
    assert.match(output, / {2}far in 111111111111\/eu-west-1: CREATE_/);
  });

  it("keeps its data folder out of git", async () => {
    assert.equal(await readFile(join(app, ".virga", ".gitignore"), "utf8"), "*\n");
  });

  it("ends cleanly on Ctrl-C, and starts again from what it had", async () => {
    up.child.kill("SIGINT");
    assert.equal((await up.ended()).code, 0);
    const { code, errors } = await run("status", "--app", app);
    assert.equal(code, 1);
    assert.match(errors, /no Virga is running for this app/);
    up = new Run(["up", "--app", app, "--port", "0"]);
    await up.printed(/ready at/);
    assert.match(up.output, /app: unchanged/);
    assert.match(up.output, /First: no changes/);
    up.child.kill("SIGKILL");
    await up.ended();
    up = new Run(["up", "--app", app, "--port", "0"]);
    await up.printed(/First: no changes[\s\S]*ready at/);
    up.child.kill("SIGTERM");
    assert.equal((await up.ended()).code, 0);
  });

  it("says what is wrong with the project, and makes nothing", async () => {
    const { code, errors } = await run("up", "--app", join(app, "assets", "none"), "--port", "0");
    assert.equal(code, 1);
    assert.match(errors, /there is no cdk\.json\n {2}where: .*none\n {2}hint: /);
    assert.equal(existsSync(join(app, "assets", "none")), false);
  });

  it("says what is wrong with the data folder", async () => {
    const file = join(app, "text.txt");
    const folders = [file, join(file, "below"), "/proc/nope/below"];
    const results = await Promise.all(folders.map((data) => run("up", "--app", app, "--data", data, "--port", "0")));
    for (const { code, errors } of results) {
      assert.equal(code, 1);
      assert.match(errors, /the data folder cannot be used: E[\s\S]*hint: .*--data DIR/);
    }
  });

  it("goes on when a stack could not be deployed, so that it can be mended", async () => {
    const source = await readFile(join(app, "app.mjs"), "utf8");
    await writeFile(join(app, "app.mjs"), source.replace('parameterName: "/copy"', 'parameterName: "aws"'));
    const failing = new Run(["up", "--app", app, "--ephemeral", "--port", "0"]);
    await failing.printed(/still running at http/);
    await failing.printed(/the stack ended as ROLLBACK_COMPLETE:\n {2}Late\/Second\/Copy/, "errors");
    await writeFile(join(app, "app.mjs"), source);
    assert.equal((await run("deploy", "--app", app)).code, 0);
    failing.child.kill("SIGINT");
    assert.equal((await failing.ended()).code, 1);
  });
});
