import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { run } from "./run.suite.ts";

describe("virga render", () => {
  let folder: string;
  const file = (name: string) => join(folder, name);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "virga-render-"));
    const template = `{"id": $input.json('$.id'), "who": "$input.params('X-Who')", "v": "$stageVariables.v"}`;
    await writeFile(file("good.vtl"), template);
    await writeFile(file("body.json"), '{"id": 9007199254740993}');
    await writeFile(file("context.json"), '{"stage": "prod", "authorizer": {"claims": {"sub": "s"}}}');
    await writeFile(file("context.vtl"), "$context.stage $context.authorizer.claims.sub $context.identity.sourceIp");
    await writeFile(file("trace.vtl"), "#set($x = $input.path('$.id'))\nis $x");
    await writeFile(file("syntax.vtl"), "one\n  #if(");
    await writeFile(file("fails.vtl"), "one\n\n  $util.parseJson('{')");
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("prints what a template makes of a request", async () => {
    const words = ["--body", file("body.json"), "--header", "x-who=me", "--stage-variable", "v=V"];
    const { code, output } = await run("render", file("good.vtl"), ...words);
    assert.deepEqual([code, output], [0, '{"id": 9007199254740993, "who": "me", "v": "V"}']);
  });

  it("takes the context from files and members", async () => {
    const words = ["--context", file("context.json"), "--context", "identity.sourceIp=1.2.3.4"];
    assert.equal((await run("render", file("context.vtl"), ...words)).output, "prod s 1.2.3.4");
  });

  it("tells what each part wrote and what each reference was", async () => {
    const { output, errors } = await run("render", file("trace.vtl"), "--body", file("body.json"), "--trace");
    assert.equal(output, "is 9007199254740993");
    assert.deepEqual(
      errors
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/ +/g, " ")),
      [
        `1:11 $input.path('$.id') is "9007199254740993"`,
        `1:1 #set $x = "9007199254740993"`,
        `2:1 writes "is "`,
        `2:4 $x writes "9007199254740993"`,
      ],
    );
  });

  it("ends with 1 and says where a template fails", async () => {
    const syntax = await run("render", file("syntax.vtl"));
    assert.equal(syntax.code, 1);
    assert.match(syntax.errors, /syntax\.vtl:2:\d+/);
    const fails = await run("render", file("fails.vtl"));
    assert.equal(fails.code, 1);
    assert.match(fails.errors, /fails\.vtl:3:3/);
  });

  it("ends with 2 for a wrong command line", async () => {
    assert.equal((await run("render")).code, 2);
    assert.equal((await run("render", file("none.vtl"))).code, 2);
    assert.equal((await run("render", file("good.vtl"), "--query", "x")).code, 2);
  });
});
