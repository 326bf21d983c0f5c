import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCommandLine } from "./arguments.ts";

const read = (line: string, environment: NodeJS.ProcessEnv = {}) =>
  readCommandLine(line.split(" ").filter(Boolean), environment);
const fails = (line: string, message: RegExp) => assert.throws(() => read(line), { code: "BadArgument", message });

describe("the command line", () => {
  it("has defaults", () => {
    const { command, port, ephemeral, iam, durability, account, region, words } = read("up");
    assert.deepEqual(
      { command, port, ephemeral, iam, durability, account, region, words },
      {
        command: "up",
        port: undefined,
        ephemeral: false,
        iam: "enforce",
        durability: "process",
        account: "000000000000",
        region: "us-east-1",
        words: [],
      },
    );
  });

  it("keeps the data in the app's folder unless told", () => {
    assert.match(read("up --app shop").dataDirectory, /\/shop\/\.virga$/);
    assert.equal(read("up --app shop --data /tmp/x").dataDirectory, "/tmp/x");
  });

  it("takes the region from AWS's variables, and the option before them", () => {
    assert.equal(read("up", { AWS_REGION: "eu-west-1" }).region, "eu-west-1");
    assert.equal(read("up --region eu-north-1", { AWS_REGION: "eu-west-1" }).region, "eu-north-1");
  });

  it("takes names of stacks, and for exec everything after --", () => {
    assert.deepEqual(read("deploy A B/*").words, ["A", "B/*"]);
    assert.deepEqual(read("exec --port 1 -- aws s3 ls --recursive").words, ["aws", "s3", "ls", "--recursive"]);
  });

  it("takes host names to answer to", () => {
    assert.deepEqual(read("up --host devbox --host .test.example").hosts, ["devbox", ".test.example"]);
    assert.deepEqual(read("up").hosts, []);
  });

  it("takes context for the app", () => {
    assert.deepEqual(read("up -c a=1 --context b=x=y").context, { a: "1", b: "x=y" });
    fails("up -c a", /--context must be NAME=VALUE, not 'a'/);
  });

  it("takes a function, what to send it, and what to change in that", () => {
    const line = read("invoke Greeter --event sqs --set Records[0].body=a --set b=1 --async --qualifier live");
    const { words, event, set, async, qualifier } = line;
    assert.deepEqual(
      [words, event, set, async, qualifier],
      [["Greeter"], "sqs", ["Records[0].body=a", "b=1"], true, "live"],
    );
    fails("invoke", /'virga invoke' needs a function: virga invoke FUNCTION/);
    fails("invoke A B", /'virga invoke' takes one function, not 2: A, B/);
    fails("invoke A --event sqs --payload {}", /--event and --payload cannot be used together/);
  });

  it("takes how far back logs go", () => {
    assert.equal(read("logs").since, 3_600_000);
    assert.equal(read("logs Greeter --since 90s --follow").since, 90_000);
    fails("logs --since yesterday", /--since must be a number and s, m, h or d, such as 30m, not 'yesterday'/);
  });

  it("helps", () => {
    for (const line of ["", "--help", "up --help", "-h"]) assert.equal(read(line).command, "help");
    assert.equal(read("--version").command, "version");
  });

  it("says what is wrong", () => {
    fails("fly", /there is no command 'fly'/);
    fails("up --nope", /Unknown option '--nope'/);
    fails("deploy --ephemeral", /'virga deploy' takes no option --ephemeral/);
    fails("up --port 99999", /--port must be a number from 0 to 65535, not '99999'/);
    for (const line of ["up --port -1", "up -p -1", "up --port=-1"]) {
      fails(line, /--port must be a number from 0 to 65535, not '-1'/);
    }
    fails("up --port --verbose", /^Option '--port' argument is ambiguous\.$/);
    fails("up --host http://x", /--host must be a host name/);
    fails("up --iam maybe", /--iam must be enforce, warn or off, not 'maybe'/);
    fails("up --durability none", /--durability must be process or power/);
    fails("up --account 12", /--account must be 12 digits/);
    fails("up --region moon", /--region must be the name of a region/);
    fails("exec", /'virga exec' needs a program/);
  });
});
