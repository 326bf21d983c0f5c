import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { key } from "../keys.ts";
import { RecentTexts } from "./recent-texts.ts";

describe("recently read texts", () => {
  it("gives a text until its key is deleted", () => {
    const recent = new RecentTexts();
    recent.add(key("a"), "text");
    assert.equal(recent.get(key("a")), "text");
    recent.delete(key("a"));
    assert.equal(recent.get(key("a")), undefined);
  });

  it("keeps what is read again and drops what is not", () => {
    const recent = new RecentTexts();
    const long = "x".repeat(200_000);
    recent.add(key("kept"), "kept");
    recent.add(key("dropped"), "dropped");
    for (let number = 0; number < 100; number++) {
      recent.add(key("filler", number), long);
      assert.equal(recent.get(key("kept")), "kept");
    }
    assert.equal(recent.get(key("dropped")), undefined);
  });

  it("deletes a key from both halves", () => {
    const recent = new RecentTexts();
    recent.add(key("a"), "text");
    for (let number = 0; number < 25; number++) recent.add(key("filler", number), "x".repeat(200_000));
    recent.delete(key("a"));
    assert.equal(recent.get(key("a")), undefined);
  });

  it("passes over texts that would drive out all others", () => {
    const recent = new RecentTexts();
    recent.add(key("a"), "x".repeat(300_000));
    assert.equal(recent.get(key("a")), undefined);
  });
});
