import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { strToU8, type Zippable, zipSync } from "fflate";
import { unpackZip } from "./zip-archive.ts";

/** A symbolic link, as zip programs of Unix write it. */
function link(target: string): Zippable[string] {
  return [strToU8(target), { os: 3, attrs: 0o120777 << 16 }];
}

describe("unpacking", () => {
  let root: string;
  let folder: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "virga-unpacking-"));
    folder = join(root, "code");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("puts later layers over earlier ones, with links and folders of the same names", () => {
    unpackZip(zipSync({ a: link("b"), b: strToU8("1"), "c/d": strToU8("1"), e: strToU8("1") }), folder);
    unpackZip(zipSync({ a: strToU8("2"), c: link("b"), "e/f": strToU8("2") }), folder);
    unpackZip(zipSync({ a: link("b"), c: link("b") }), folder);
    assert.deepEqual([readlinkSync(join(folder, "a")), readFileSync(join(folder, "a"), "utf8")], ["b", "1"]);
    assert.deepEqual([readlinkSync(join(folder, "c")), readFileSync(join(folder, "e/f"), "utf8")], ["b", "2"]);
  });

  it("writes nothing through the links of an archive", () => {
    writeFileSync(join(root, "kept"), "kept");
    unpackZip(zipSync({ up: link(".."), "up/kept": strToU8("lost"), out: link("../kept") }), folder);
    unpackZip(zipSync({ out: strToU8("lost"), "up/kept": strToU8("lost") }), folder);
    assert.equal(readFileSync(join(root, "kept"), "utf8"), "kept");
  });
});
