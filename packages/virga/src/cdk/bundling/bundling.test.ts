import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { strToU8, zipSync } from "fflate";
import { createRealClock } from "../../kernel/clock-real.ts";
import { VirgaError } from "../../kernel/errors.ts";
import { readProject } from "../project.ts";
import { synthesize } from "../synthesis.ts";
import { copyFixture } from "../test-app.suite.ts";
import { withLocalPaths } from "./container-paths.ts";
import { parseDocker } from "./docker-arguments.ts";
import { missingProgram } from "./missing-program.ts";
import { prepareToolchain } from "./toolchain.ts";

const run = promisify(execFile);
const hasProgram = (...words: [string, ...string[]]) =>
  run(words[0], words.slice(1)).then(
    () => true,
    () => false,
  );
const hasGo = await hasProgram("go", "version");
const hasPip = await hasProgram("python3", "-m", "pip", "--version");
const hasPython = await hasProgram("python3", "--version");

/** A package of Python's that needs no network to be installed. */
const wheel = zipSync({
  "greeting.py": strToU8("def hello(name):\n    return f'hello {name}'\n"),
  "greeting-1.0.dist-info/METADATA": strToU8("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n"),
  "greeting-1.0.dist-info/WHEEL": strToU8("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
  "greeting-1.0.dist-info/RECORD": strToU8(
    "greeting.py,,\ngreeting-1.0.dist-info/METADATA,,\ngreeting-1.0.dist-info/WHEEL,,\ngreeting-1.0.dist-info/RECORD,,\n",
  ),
});

describe("bundling the assets of an app", () => {
  let directory: string;

  before(async () => {
    directory = await copyFixture("bundled");
  });

  after(async () => {
    delete process.env.TEST_BUNDLE;
    await rm(directory, { recursive: true, force: true });
  });

  /** Synthesizes the one function; gives the folder of its code. */
  async function bundle(which: string, folder = directory): Promise<string> {
    process.env.TEST_BUNDLE = which;
    const { stacks } = await synthesize({
      project: await readProject(folder),
      environment: { account: "000000000000", region: "us-east-1" },
      dataDirectory: join(folder, ".virga"),
      clock: createRealClock(),
      report: () => {},
      lookUp: () => Promise.reject(new Error("nothing is to be looked up")),
    });
    return stacks[0]!.assets.find(({ packaging }) => packaging === "zip")!.path;
  }

  it("has esbuild for NodejsFunction", async () => {
    const code = await readFile(join(await bundle("nodejs"), "index.mjs"), "utf8");
    assert.match(code, /hello \$\{event\.name\}/);
  });

  it("runs commands that are meant for a container on this machine", async () => {
    const output = await bundle("shell");
    assert.deepEqual((await readdir(output)).sort(), ["copy.txt", "where.txt"]);
    assert.equal(await readFile(join(output, "where.txt"), "utf8"), `from ${join(directory, "functions")}\n`);
  });

  it("does so in folders with blanks in their names", async () => {
    const spaced = await mkdtemp(join(tmpdir(), "virga test "));
    const inner = join(spaced, "an app");
    await rename(await copyFixture("bundled"), inner);
    try {
      assert.deepEqual((await readdir(await bundle("shell", inner))).sort(), ["copy.txt", "where.txt"]);
    } finally {
      await rm(spaced, { recursive: true, force: true });
    }
  });

  it("has python and rsync where there is Python", { skip: !hasPython && "Python is not installed" }, async () => {
    assert.deepEqual(await readdir(await bundle("python")), ["notes.md"]);
  });

  const pip = { skip: !hasPip && "Python has no pip" };
  it("installs what PythonFunction requires", pip, async () => {
    const folder = join(directory, "python-function");
    await writeFile(join(folder, "greeting-1.0-py3-none-any.whl"), wheel);
    const output = await bundle("python-function");
    const { stdout } = await run("python3", ["-c", "import index; print(index.handler({'name': 'you'}, None))"], {
      cwd: output,
    });
    assert.equal(stdout, "hello you\n");
  });

  it("has the Python of the function's version where the machine has it", async () => {
    const path = process.env.PATH;
    const folder = await copyFixture("bundled");
    try {
      const script = 'case "$1" in --version) echo Python;; *) echo "$@" > "$PWD/ran-by-python3.13";; esac';
      await writeFile(join(folder, "python3.13"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      process.env.PATH = `${folder}:${path}`;
      const words = await readFile(join(await bundle("python-function", folder), "ran-by-python3.13"), "utf8");
      assert.match(words, /^-m pip install -r requirements\.txt -t \/.*\n$/);
      assert.ok((await readdir(await bundle("python", folder))).includes("notes.md"));
    } finally {
      process.env.PATH = path;
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("says that PythonFunction lacks pip", async () => {
    const path = process.env.PATH;
    const folder = await copyFixture("bundled");
    try {
      const script = '#!/bin/sh\necho "$0: No module named pip" >&2; exit 1\n';
      for (const name of ["python", "python3.13"]) await writeFile(join(folder, name), script, { mode: 0o755 });
      process.env.PATH = `${folder}:${path}`;
      await assert.rejects(bundle("python-function", folder), (thrown: VirgaError) => {
        assert.match(thrown.message, /bundling needs the program 'pip', which is not on this machine/);
        assert.match(thrown.hint ?? "", /ensurepip/);
        return true;
      });
    } finally {
      process.env.PATH = path;
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("builds GoFunction for this machine", { skip: !hasGo && "Go is not installed" }, async () => {
    const { stdout } = await run(join(await bundle("go"), "bootstrap"));
    assert.equal(stdout, "hello\n");
  });

  it("names what is missing, and how to get it", async () => {
    await assert.rejects(bundle("missing"), (thrown: VirgaError) => {
      assert.match(
        thrown.message,
        /virga: bundling needs the program 'no-such-toolchain', which is not on this machine/,
      );
      assert.match(thrown.hint ?? "", /get 'no-such-toolchain'; or bundle in containers.*CDK_DOCKER=docker/);
      return thrown instanceof VirgaError;
    });
  });

  it("names what needs a container", async () => {
    await assert.rejects(bundle("image"), /volumesFrom\), which needs Docker\. Where it runs, set CDK_DOCKER=docker/);
  });

  it("leaves the choice of the person alone", async () => {
    const folder = await mkdtemp(join(tmpdir(), "virga-test-"));
    try {
      assert.equal("CDK_DOCKER" in (await prepareToolchain(folder, { PATH: "", CDK_DOCKER: "docker" })), false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("leaves all that npx does to it, but for esbuild", async () => {
    const folder = await mkdtemp(join(tmpdir(), "virga-test-"));
    try {
      for (const name of ["npx", "esbuild"]) {
        await writeFile(join(folder, name), `#!/bin/sh\necho ${name} "$@"\n`, { mode: 0o755 });
      }
      const { PATH } = await prepareToolchain(join(folder, "programs of ours"), { PATH: folder });
      const npx = async (...words: string[]) => {
        const options = { cwd: folder, env: { PATH: `${PATH}:/usr/bin:/bin` } };
        return (await run("npx", words, options)).stdout.trim();
      };
      assert.equal(await npx("--no-install", "esbuild", "--bundle", "a b"), "esbuild --bundle a b");
      assert.equal(await npx("--no-install", "tsc", "-p", "."), "npx --no-install tsc -p .");
      assert.equal(await npx("esbuild"), "npx esbuild");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("does not bundle again what has not changed, and keeps no bundle that nobody needs", pip, async () => {
    const entry = join(directory, "python-function");
    await writeFile(join(entry, "greeting-1.0-py3-none-any.whl"), wheel);
    const first = await bundle("python-function");
    await writeFile(join(first, "untouched"), "");
    await appendFile(join(directory, "app.mjs"), "\n");
    assert.equal(await bundle("python-function"), first);
    assert.ok((await readdir(first)).includes("untouched"));
    await appendFile(join(entry, "index.py"), "\n");
    const second = await bundle("python-function");
    assert.notEqual(second, first);
    const assets = (await readdir(dirname(second))).filter((name) => name.startsWith("asset."));
    assert.deepEqual(assets, [basename(second)]);
  });

  it("copies folders as rsync does, where there is none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "virga-test-"));
    try {
      await prepareToolchain(folder, { PATH: "" });
      await writeFile(join(folder, "skipped.pyc"), "");
      const from = join(directory, "functions");
      await run(join(folder, "fallbacks", "rsync"), ["-rLv", "--exclude=*.ts", `${from}/`, join(folder, "copy")]);
      assert.deepEqual(await readdir(join(folder, "copy")), ["notes.md"]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe("Docker's command line", () => {
  it("is read as CDK writes it", () => {
    const words =
      "run --rm --security-opt no-new-privileges:true -u 1:1 -v /a:/asset-input:delegated -v /b:/asset-output:z,delegated " +
      "--env A=b=c -w /asset-input --entrypoint sh image -c true";
    assert.deepEqual(parseDocker(words.split(" ")), {
      kind: "run",
      image: "image",
      volumes: [
        { host: "/a", container: "/asset-input" },
        { host: "/b", container: "/asset-output" },
      ],
      environment: { A: "b=c" },
      workingDirectory: "/asset-input",
      command: ["sh", "-c", "true"],
    });
  });

  it("names an image and what it is made from", () => {
    const line = "build -t cdk-1 --platform linux/amd64 --build-arg A=b --build-arg IMAGE=build-python3.13 /lib";
    assert.deepEqual(parseDocker(line.split(" ")), { kind: "build", tag: "cdk-1", base: "build-python3.13" });
    assert.deepEqual(parseDocker(["build", "/lib"]), { kind: "build", tag: undefined, base: "" });
  });

  it("is refused where it needs a container", () => {
    for (const line of ["create x", "cp a:/b c", "volume create v", "run x", "run --gpus all x ls", "ps"]) {
      assert.equal(parseDocker(line.split(" ")).kind, "refused", line);
    }
  });

  it("has its paths replaced, and no others", () => {
    const folders = [
      { container: "/asset-output", host: "/out" },
      { container: "/asset-input", host: "/in" },
    ];
    assert.equal(
      withLocalPaths("cp -r /asset-input/. /asset-output && ls /x/asset-input /asset-inputs", folders),
      "cp -r /in/. /out && ls /x/asset-input /asset-inputs",
    );
  });

  it("tells which program is missing by what shells say", () => {
    assert.equal(missingProgram("bash: line 1: go: command not found\n"), "go");
    assert.equal(missingProgram("sh: 1: esbuild: not found\n"), "esbuild");
    assert.equal(missingProgram("/bin/sh: line 3: tsc: not found"), "tsc");
    assert.equal(missingProgram("/usr/bin/python3: No module named pip\n"), "pip");
    assert.equal(missingProgram("main.go:3:1: syntax error: no such thing found"), undefined);
  });
});
