import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A process under measurement, which ends with the benchmark. */
export class ServerProcess {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts a file of this repository on this Node. */
  static start(file: string, args: readonly string[], stdout: "pipe" | "ignore" = "ignore"): ServerProcess {
    const flags = ["--disable-warning=ExperimentalWarning", file, ...args];
    return new ServerProcess(spawn(process.execPath, flags, { cwd: root, stdio: ["ignore", stdout, "inherit"] }));
  }

  /** Starts a server that prints its port as its first line, and gives its URL. */
  static async listen(file: string, args: readonly string[] = []): Promise<{ server: ServerProcess; url: string }> {
    const server = ServerProcess.start(file, args, "pipe");
    const [line] = (await once(server.#child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    return { server, url: `http://127.0.0.1:${line.toString().trim()}` };
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resident memory in bytes. */
  residentMemory(): number {
    const kilobytes = execFileSync("ps", ["-o", "rss=", "-p", String(this.#child.pid)], { encoding: "utf8" });
    return Number(kilobytes.trim()) * 1024;
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.hasEnded) return;
    const exited = once(this.#child, "exit");
    this.#child.kill(signal);
    await exited;
  }
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
