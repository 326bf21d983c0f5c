import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { isCurrent, takeFingerprint } from "./input-fingerprint.ts";
import type { TracedInputs } from "./traced-inputs.ts";

const inputs: TracedInputs = {
  modules: [],
  paths: [],
  listed: [],
  variables: [],
  spawned: true,
  untraceable: false,
};

describe("the fingerprint of an app that ran other programs", () => {
  let folder: string;
  let app: string;

  async function write(name: string, text = ""): Promise<void> {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "virga-fingerprint-")));
    app = join(folder, "app");
    await write("app/cdk.json", "{}");
    await write("shared/package.json", "{}");
    await write("shared/index.ts", "1");
    await write("app/node_modules/.pnpm/installed@1/node_modules/installed/index.js", "1");
    const links = { shared: "../../shared", installed: ".pnpm/installed@1/node_modules/installed", gone: "../../gone" };
    for (const [name, target] of Object.entries(links)) await symlink(target, join(app, "node_modules", name));
  });

  after(() => rm(folder, { recursive: true }));

  const options = () => ({ directory: app, ignored: [], temporary: "/nowhere", ownVariables: [] });
  const fingerprint = () => {
    const taken = takeFingerprint(inputs, options());
    assert.ok(taken);
    return taken;
  };

  it("has the packages that are linked into it, but not those that are installed by a link, or whose link leads nowhere", () => {
    assert.deepEqual(Object.keys(fingerprint().trees).toSorted(), [app, join(folder, "shared")]);
  });

  it("is no longer current when a linked package has changed", async () => {
    const taken = fingerprint();
    assert.equal(isCurrent(taken, options()), true);
    await write("shared/index.ts", "other");
    assert.equal(isCurrent(taken, options()), false);
  });
});
