import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Arrivals } from "./arrivals.ts";

describe("arrivals", () => {
  it("wake those who listen at a resource, once for all that come together", async () => {
    const arrivals = new Arrivals();
    let heard = 0;
    const stop = arrivals.listen("a", () => heard++);
    arrivals.announce("a");
    arrivals.announce("a");
    arrivals.announce("b");
    await Promise.resolve();
    assert.equal(heard, 1);
    arrivals.announce("a");
    await Promise.resolve();
    assert.equal(heard, 2);
    stop();
    assert.equal(arrivals.isAwaited("a"), false);
    arrivals.announce("a");
    await Promise.resolve();
    assert.equal(heard, 2);
  });

  it("tell in which parts of the resource they were, unless they may be anywhere", async () => {
    const arrivals = new Arrivals();
    const heard: (string[] | undefined)[] = [];
    arrivals.listen("a", (parts) => heard.push(parts && Array.from(parts)));
    arrivals.announce("a", ["x"]);
    arrivals.announce("a", ["y", "x"]);
    await Promise.resolve();
    arrivals.announce("a", ["x"]);
    arrivals.announce("a");
    arrivals.announce("a", ["y"]);
    await Promise.resolve();
    assert.deepEqual(heard, [["x", "y"], undefined]);
  });
});
