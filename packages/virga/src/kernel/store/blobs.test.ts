import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { BlobStores } from "../blobs.ts";
import { createMemoryBlobStores, openFolderBlobStores } from "./blobs.ts";

let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "virga-blobs-"));
});

after(() => rm(folder, { recursive: true, force: true }));

const stores: [name: string, open: () => Promise<BlobStores>][] = [
  ["memory", async () => createMemoryBlobStores()],
  ["folder, level process", () => openFolderBlobStores({ folder, durability: "process" })],
  ["folder, level power", () => openFolderBlobStores({ folder: join(folder, "power"), durability: "power" })],
];

for (const [name, open] of stores) {
  describe(`blob store (${name})`, () => {
    it("keeps contents under their SHA-256, equal ones once", async () => {
      const blobs = (await open()).of("owner");
      const content = Buffer.from(`content of ${name}`);
      const [first, second] = await Promise.all([blobs.put(content), blobs.put(content)]);
      assert.equal(first, createHash("sha256").update(content).digest("hex"));
      assert.equal(second, first);
      assert.deepEqual(Buffer.from((await blobs.get(first)) ?? []), content);
      await blobs.delete(first);
      await blobs.delete(first);
      assert.equal(await blobs.get(first), undefined);
    });

    it("keeps apart what owners have, so that none deletes another one's", async () => {
      const stores = await open();
      const content = Buffer.from(`shared by ${name}`);
      const [mine] = await Promise.all([stores.of("one").put(content), stores.of("other").put(content)]);
      await stores.of("one").delete(mine);
      assert.equal(await stores.of("one").get(mine), undefined);
      assert.deepEqual(Buffer.from((await stores.of("other").get(mine)) ?? []), content);
    });

    it("has nothing under names that are none", async () => {
      const blobs = (await open()).of("owner");
      assert.equal(await blobs.get("../format.json"), undefined);
      await blobs.delete("../format.json");
    });
  });
}

describe("blob stores", () => {
  it("keep blobs over a restart, but not what was half written", async () => {
    const own = join(folder, "restart");
    const name = await (await openFolderBlobStores({ folder: own, durability: "process" }))
      .of("owner")
      .put(Buffer.from("kept"));
    await writeFile(join(own, "incoming", "half"), "ha");
    const blobs = (await openFolderBlobStores({ folder: own, durability: "process" })).of("owner");
    assert.deepEqual(Buffer.from((await blobs.get(name)) ?? []), Buffer.from("kept"));
    assert.deepEqual(await readdir(join(own, "incoming")), []);
  });

  it("in memory can keep deleted contents for older snapshots", async () => {
    const blobs = createMemoryBlobStores({ keepDeleted: true }).of("owner");
    const name = await blobs.put(Buffer.from("x"));
    await blobs.delete(name);
    assert.ok(await blobs.get(name));
  });
});
