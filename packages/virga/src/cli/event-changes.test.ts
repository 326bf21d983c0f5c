import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changeEvent } from "./event-changes.ts";

const change = (event: unknown, ...changes: string[]) => changeEvent(event, changes);
const fails = (event: unknown, text: string, message: RegExp) =>
  assert.throws(() => change(event, text), { code: "BadArgument", message });

describe("changing an event", () => {
  it("puts values at paths of names and positions", () => {
    const event = { Records: [{ body: "a", count: 1 }] };
    assert.deepEqual(change(event, "Records[0].body=b", "Records[0].count=2"), { Records: [{ body: "b", count: 2 }] });
    assert.deepEqual(event, { Records: [{ body: "a", count: 1 }] });
  });

  it("takes names with signs in quotes", () => {
    assert.deepEqual(change({ headers: {} }, 'headers["x-id"]=a=b', 'headers["a.b"]=1'), {
      headers: { "x-id": "a=b", "a.b": 1 },
    });
  });

  it("reads JSON, but keeps texts texts", () => {
    assert.deepEqual(change({ text: "a" }, "text=5", "more=5", "list=[1,2]", "word=hello"), {
      text: "5",
      more: 5,
      list: [1, 2],
      word: "hello",
    });
    assert.deepEqual(change({ text: "a" }, "text=null"), { text: null });
    assert.deepEqual(change({ text: "a" }, 'text="b"'), { text: "b" });
    assert.deepEqual(change({ text: "a" }, "text="), { text: "" });
  });

  it("makes what is not there, and adds to lists", () => {
    assert.deepEqual(change({}, "a.b[0].c=1"), { a: { b: [{ c: 1 }] } });
    assert.deepEqual(change({ list: [1] }, "list[1]=2"), { list: [1, 2] });
    assert.deepEqual(change({ response: null }, "response.ok=true"), { response: { ok: true } });
  });

  it("says what is wrong with a change", () => {
    fails({}, "Records", /a change is PATH=VALUE/);
    fails({}, "=5", /the path before '=' is missing/);
    fails({ list: [] }, "list[2]=1", /the list has 0 items: \[2\] would leave a gap/);
    fails({ list: {} }, "list[0]=1", /\[0\] stands for an item of a list, and there is none/);
    fails({ text: "a" }, "text.more=1", /'more' stands for a member of an object, and there is none/);
  });
});
