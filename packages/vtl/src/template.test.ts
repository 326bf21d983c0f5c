import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compile, fromJavaScript, type Value, VtlRenderError, VtlSyntaxError, VtlUnsupportedError } from "./index.ts";

function render(template: string, variables: Record<string, unknown> = {}): string {
  const values = Object.entries(variables).map(([name, value]) => [name, fromJavaScript(value)]);
  return compile(template).render(Object.fromEntries(values));
}

describe("references", () => {
  it("print the value in every notation", () => {
    assert.equal(render("$a ${a} $!a $!{a} ${a}x $a.", { a: 1 }), "1 1 1 1 1x 1.");
  });

  it("print nothing where there is no value", () => {
    assert.equal(render("[$a|$!a|${a.b.c}|$b.x()|$b[0]]", { b: "text" }), "[||||]");
  });

  it("reach into maps and lists by name, index and method", () => {
    const order = { items: [{ name: "pen" }, { name: "ink" }], "odd key": 1 };
    assert.equal(
      render("$o.items[1].name $o.items.get(0).name $o['odd key'] $o.items[-1].name", { o: order }),
      "ink pen 1 ink",
    );
  });

  it("have names with hyphens and underscores", () => {
    assert.equal(render("$h.X-My-Header $_x", { h: { "X-My-Header": "v" }, _x: 1 }), "v 1");
  });

  it("are text where they can't be references", () => {
    assert.equal(render("$ $5 $$ ${ } $. $a}", { a: 1 }), "$ $5 $$ ${ } $. 1}");
  });

  it("are escaped by an odd number of backslashes", () => {
    assert.equal(render("\\$a \\\\$a \\\\\\$a \\x", { a: 1 }), "$a \\1 \\$a \\x");
    assert.equal(render("\\#if \\\\#if(true)x#end \\#other"), "#if \\x \\#other");
  });
});

describe("values", () => {
  it("print as Java prints them", () => {
    assert.equal(render("#set($m = {'a': 1, 'b': [1, 'x', {'c': true}]})$m"), "{a=1, b=[1, x, {c=true}]}");
    assert.equal(render("#set($l = [1..3])$l #set($e = {})$e #set($n = [])$n"), "[1, 2, 3]{}[]");
  });

  it("of JSON print arrays as JSON text", () => {
    assert.equal(
      render("$l $m", { l: [{ foo: "bar" }], m: { foo: [{ nested: "bar" }], b: 2 } }),
      '[{"foo":"bar"}] {foo=[{"nested":"bar"}], b=2}',
    );
  });

  it("keep integers and fractions apart", () => {
    assert.equal(render("#set($a = 7 / 2)$a #set($b = -7 / 2)$b #set($c = 7.0 / 2)$c #set($d = 7 % 4)$d"), "3-33.53");
    assert.equal(render("#set($a = 1.0 * 10000000)$a #set($b = .001)$b #set($c = 0.0001)$c"), "1.0E70.0011.0E-4");
  });

  it("of whole numbers never lose digits", () => {
    assert.equal(
      render("#set($a = 9007199254740993)$a #set($b = $a + 1)$b #set($c = $a * $a)$c"),
      "9007199254740993900719925474099481129638414606699710187514626049",
    );
  });

  it("are added as text if one of them is text, and not at all otherwise", () => {
    assert.equal(render('#set($a = "x" + 1)$a#set($b = 1 / 0)[$b]#set($c = $a - 1)[$c]'), "x1[][]");
  });
});

describe("conditions", () => {
  it("hold for everything but false, undefined references included", () => {
    assert.equal(render("#if($a)a#end#if($b)b#end#if($c)c#end#if($e)e#end", { b: false, c: "", e: null }), "ace");
  });

  it("compare across types by text, and by value within one", () => {
    assert.equal(
      render("#if(1 == '1')a#end#if(1 == 1.0)b#end#if('x' != 'y')c#end#if($u == '')d#end#if($u == $v)e#end"),
      "abcde",
    );
    assert.equal(render("#if('b' > 'a')x#{else}y#end #if(2 gt 1 && 1 le 1 and not false || false)z#end"), "y z");
  });

  it("choose the first branch that holds", () => {
    const template = "#if($n == 1)one#elseif($n == 2)two#{else}many#end";
    assert.deepEqual(
      [1, 2, 3].map((n) => render(template, { n })),
      ["one", "two", "many"],
    );
  });
});

describe("loops", () => {
  it("go through lists, the values of maps and ranges", () => {
    assert.equal(
      render("#foreach($x in $l)$x#end #foreach($x in $m)$x#end #foreach($x in [2..-1])$x#end", {
        l: [1, 2],
        m: { a: 3, b: 4 },
      }),
      "12 34 210-1",
    );
  });

  it("know where they are, and leave the outer variable as it was", () => {
    assert.equal(
      render(
        "#set($x = 9)#foreach($x in ['a','b'])$foreach.index$foreach.count$velocityCount$x#if($foreach.hasNext),#end#end$x",
      ),
      "011a,122b9",
    );
    assert.equal(
      render("#foreach($a in [1,2])#foreach($b in [1,2])$foreach.parent.count$foreach.count #end#end"),
      "11 12 21 22 ",
    );
  });

  it("run at most a thousand times", () => {
    assert.equal(render("#foreach($i in [1..2000])x#end").length, 1000);
  });

  it("do nothing over what is no collection", () => {
    assert.equal(render("[#foreach($i in $nothing)x#end#foreach($i in 'text')x#end]"), "[]");
  });

  it("end at #break, and the template at #stop", () => {
    assert.equal(render("#foreach($i in [1..9])$i#if($i == 3)#break#end#end-#stop never"), "123-");
  });
});

describe("#set", () => {
  it("assigns to members and items", () => {
    assert.equal(
      render("#set($m = {})#set($m.a = 1)#set($m['b'] = 2)#set($m.c = [1])#set($m.c[0] = 5)$m"),
      "{a=1, b=2, c=[5]}",
    );
  });

  it("does nothing where there is nothing to assign to", () => {
    assert.equal(render("#set($a.b = 1)[$a.b]"), "[]");
  });

  it("takes the rest of its line, and blanks before it only where no text stands before them", () => {
    assert.equal(render("#set($a = 1)  \n  #set($b = 2)\nx"), "x");
    assert.equal(render("x\n  #set($b = 2)\ny"), "x\n  y");
  });
});

describe("strings", () => {
  it("are interpolated in double quotes only", () => {
    assert.equal(render("#set($a = \"<$x#if($x)!#end>\")$a#set($b = '<$x>')$b", { x: 1 }), "<1!><$x>");
  });

  it("hold a quote written twice, and keep backslashes", () => {
    assert.equal(render(`#set($a = "1\\\\""2""3")$a#set($b = 'it''s')$b`), `1\\\\"2"3it's`);
    assert.throws(() => render('#set($a = "\\"x\\"")'), VtlSyntaxError);
  });
});

describe("directives", () => {
  it("that API Gateway does not know are printed as they stand", () => {
    assert.equal(
      render("#return($v) #parse('x') #evaluate($y) #13ff93 #foo"),
      "#return($v) #parse('x') #evaluate($y) #13ff93 #foo",
    );
  });

  it("of macros declare nothing, and their uses print as they stand", () => {
    assert.equal(render("#macro(hi $x)hello $x#end#hi(1)"), "#hi(1)");
  });

  it("of blocks render with the variables of the moment, and not without end within themselves", () => {
    assert.equal(render("#define($b)<$x>#end#set($x = 1)$b#set($x = 2)$b"), "<1><2>");
    assert.equal(render("#define($b)x$b#end$b"), "xx");
  });

  it("in comments and literal blocks are not looked at", () => {
    assert.equal(render("a## #if\nb#* $x #end *#c#[[ $x #if ]]#d", { x: 1 }), "abc $x #if d");
  });

  it("take blank rest of the line with them", () => {
    assert.equal(render("#if(true)  \n a\n#else\n b\n#end  \nc"), " a\nc");
  });
});

describe("methods of strings", () => {
  const cases: [string, string][] = [
    ["length()", "9"],
    ["substring(3, 6)", "eth"],
    ["substring(7)", "ng"],
    ["indexOf('t')", "4"],
    ["indexOf('x')", "-1"],
    ["toUpperCase()", "SOMETHING"],
    ["replace('e', '')", "somthing"],
    ["contains('thi')", "true"],
    ["charAt(0)", "s"],
    ["startsWith('some')", "true"],
    ["endsWith('ng')", "true"],
    ["matches('[a-z]+')", "true"],
    ["matches('some')", "false"],
    ["replaceAll('(.)thi(.)', '$2$1')", "somneg"],
    ["replaceFirst('[aeiou]', '_')", "s_mething"],
    ["split('e')", "[som, thing]"],
    ["concat('!')", "something!"],
    ["equals('something')", "true"],
    ["isEmpty()", "false"],
    ["compareTo('some')", "5"],
    ["hashCode()", "-564885382"],
    ["lower()", ""],
    ["replaceAll('x*+', '')", "error"],
    ["substring(20)", "error"],
    ["getBytes()", "error"],
  ];
  for (const [call, expected] of cases) {
    it(`$text.${call}`, () => {
      const run = () => render(`$t.${call}`, { t: "something" });
      if (expected === "error") assert.throws(run, VtlRenderError);
      else assert.equal(run(), expected);
    });
  }

  it("replace quotes escaped for JavaScript", () => {
    assert.equal(render('$t.replaceAll("\\\\\'", "\'")', { t: "it\\'s" }), "it's");
  });

  it("that Java has and this engine has not are refused by name", () => {
    assert.throws(
      () => render("$t.format('x')", { t: "" }),
      (error) => error instanceof VtlUnsupportedError && /format/.test(error.message),
    );
  });
});

describe("methods of collections and numbers", () => {
  it("read and change lists", () => {
    assert.equal(
      render(
        "#set($l = [3, 1])#set($ok = $l.add(2))$ok $l.size() $l.contains(1) $l.indexOf(2) $l.remove(0) $l $l.isEmpty()",
      ),
      "true 3 true 2 3 [1, 2] false",
    );
  });

  it("read and change maps", () => {
    assert.equal(
      render(
        "#set($m = {'a': 1})[$m.put('b', 2)] $m.put('a', 3) $m.keySet() $m.containsKey('b') $m.size() $m.getOrDefault('z', 0) $m",
      ),
      "[] 1 [a, b] true 2 0 {a=3, b=2}",
    );
    assert.equal(render("#foreach($e in $m.entrySet())$e.key=$e.getValue();#end", { m: { x: 1, y: 2 } }), "x=1;y=2;");
  });

  it("parse and convert numbers", () => {
    assert.equal(
      render("#set($i = 0)$i.parseInt('42') #set($d = $i.parseInt('7').doubleValue())$d $d.intValue()"),
      "427.0 7",
    );
    assert.throws(() => render("#set($i = 0)$i.parseInt('x')"), VtlRenderError);
  });

  it("throw for an index out of range", () => {
    assert.throws(
      () => render("\n $l.get(5)", { l: [1] }),
      (error) =>
        error instanceof VtlRenderError && error.position?.line === 2 && /IndexOutOfBounds/.test(error.message),
    );
  });
});

describe("errors", () => {
  const malformed = [
    "#if($a)",
    "#end",
    "#else",
    "${a",
    "#set($a)",
    "#set(1 = 2)",
    "#foreach($a of $b)#end",
    "$a[",
    "$a.b(",
    "#set($a = 4 -2)",
    "$a.b(1 + 2)",
    "#* never closed",
    "#if($a == null)x#end",
  ];
  for (const template of malformed) {
    it(`are found in ${template}`, () => assert.throws(() => compile(template), VtlSyntaxError));
  }

  it("say line and column", () => {
    assert.throws(
      () => compile("one\ntwo #if($a) ${x"),
      (error) => error instanceof VtlSyntaxError && error.position.line === 2 && error.position.column === 16,
    );
  });

  it("stop a template that would run for ever or write without end", () => {
    const loops = "#foreach($a in [1..1000])".repeat(4);
    assert.throws(() => render(`${loops}x${"#end".repeat(4)}`), VtlRenderError);
    assert.throws(() => render(`#set($s = "xxxxxxxx")#foreach($i in [1..40])#set($s = "$s$s")$s#end`), VtlRenderError);
  });

  it("refuse what is nested too deep", () => {
    assert.throws(() => compile(`#if(${"(".repeat(5000)}1${")".repeat(5000)})#end`), VtlSyntaxError);
    assert.throws(() => compile("#if(true)".repeat(5000) + "#end".repeat(5000)), VtlSyntaxError);
  });
});

describe("a traced rendering", () => {
  const traceOf = (text: string, x: Value) =>
    compile(text)
      .renderTraced({ x })
      .trace.map(({ position, kind, text, reference, value }) => [position.line, kind, text, reference, value]);

  it("tells which part wrote what, and what each reference was", () => {
    assert.deepEqual(traceOf("a\n$x#set($y = 1)\n#if($x)\n  $y#end", "X"), [
      [1, "text", "a\n", undefined, undefined],
      [2, "reference", "X", "$x", undefined],
      [2, "set", "", "$y", "1"],
      [3, "value", "", "$x", "X"],
      [4, "text", "  ", undefined, undefined],
      [4, "reference", "1", "$y", undefined],
    ]);
  });

  it("tells of references in arguments, and shows collections and what leads nowhere", () => {
    assert.deepEqual(traceOf("#set($l = [$x, $!{none}])$l.get($x)", 1), [
      [1, "value", "", "$x", "1"],
      [1, "value", "", "$!{none}", ""],
      [1, "set", "", "$l", "[1, ]"],
      [1, "value", "", "$x", "1"],
      [1, "reference", "", "$l.get($x)", undefined],
    ]);
  });

  it("ends after 10,000 entries", () => {
    assert.equal(traceOf("#foreach($i in [1..1000])#foreach($j in [1..20])$i#end#end", null).length, 10_000);
  });
});
