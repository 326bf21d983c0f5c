import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createContext, MappingTemplate, RenderingInterrupted } from "./index.ts";

const input = () => ({
  body: '{"items":[1,2,3]}',
  parameters: { path: {}, querystring: {}, header: {} },
  context: createContext([]),
  stageVariables: new Map(),
});

const reaches: Readonly<Record<"short" | "loops" | "unbounded", readonly string[]>> = {
  short: [
    "plain",
    "$input.json('$.items[0]')",
    `$util.escapeJavaScript($input.body).replaceAll("\\\\'", "'")`,
    "#if($a.split(',').size() > 1)x#end",
    "#set($map = {})$map.put('a', 1)",
    "#set($context.responseOverride.status = $input.path('$.status'))",
  ],
  loops: [
    `$input.body.replaceAll('"', '\\"')`,
    "$input.body.replace('a', $b)",
    "#foreach($i in $input.path('$.items'))$i#if($foreach.hasNext),#end#end",
    "#define($block)x#end$block",
    "#if(true)#foreach($i in [1..3])$i.toString().replaceAll('1', '2')#end#end",
  ],
  unbounded: [
    "$input.body.matches('(a+)+b')",
    "$input.body.replaceAll($a, 'b')",
    "$input.body.split('a|b')",
    "$input.json('$..a')",
    "$input.path('$.a[?(@.b == 1)]')",
    "$input.path($a)",
    "#foreach($i in [1..60])#set($l = [$l, $l])#end",
    "#foreach($i in [1..60])#set($x = $l.add($l))#end",
    "#set($l = [$l, $l])".repeat(60),
    `#set($a = "$b.matches('a*a*b')")`,
    "#foreach($i in $l)#set($map.self = $map)#end",
  ],
};

describe("how far a template may reach", () => {
  for (const [reach, templates] of Object.entries(reaches)) {
    for (const template of templates) {
      it(`is ${reach} for ${template.slice(0, 70)}`, () => assert.equal(new MappingTemplate(template).reach, reach));
    }
  }
});

describe("an overdue rendering", () => {
  it("is interrupted between two steps", () => {
    const template = new MappingTemplate("#foreach($i in [1..1000])#foreach($j in [1..1000])x#end#end");
    let asked = 0;
    assert.throws(() => template.render(input(), () => ++asked === 3), RenderingInterrupted);
  });

  it("is interrupted before a step that takes long by itself: one on a very long text", () => {
    const template = new MappingTemplate(
      `#set($s = "x")${"#set($s = $s.replaceAll('x', 'xx'))".repeat(20)}$s.length()`,
    );
    assert.equal(template.render(input()), String(2 ** 20));
    assert.throws(() => template.render(input(), () => false), RenderingInterrupted);
  });

  it("is not asked for where it takes few steps", () => {
    const template = new MappingTemplate("#foreach($i in $input.path('$.items'))$i #end");
    assert.equal(
      template.render(input(), () => true),
      "1 2 3 ",
    );
  });
});

describe("a text that swells", () => {
  for (const swelling of ['#set($s = "$s$s")', "#set($s = $s.replace('x', 'xx'))", "#set($s = $s.concat($s))"]) {
    it(`is given up by ${swelling}`, () => {
      const template = new MappingTemplate(`#set($s = "x")${swelling.repeat(40)}$s`);
      assert.throws(() => template.render(input()), /10 MB/);
    });
  }
});
