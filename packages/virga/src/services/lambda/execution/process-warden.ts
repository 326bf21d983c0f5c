import { type ChildProcess, spawn } from "node:child_process";
import type { Writable } from "node:stream";

/**
 * Kept simple for any POSIX shell: lines `+ <id>` and `- <id>` say which process groups there are; when the input ends, all that
 * are left are killed.
 */
const script = `
trap '' INT TERM HUP
groups=
while read -r sign id; do
  if [ "$sign" = + ]; then
    groups="$groups $id"
  else
    left=
    for group in $groups; do
      if [ "$group" != "$id" ]; then left="$left $group"; fi
    done
    groups=$left
  fi
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

/**
 * Sees to it that no execution environment outlives the engine, even one that is busy in a loop while the engine is killed: a
 * shell that waits for the end of a pipe which only the engine holds.
 */
export class ProcessWarden {
  #shell: ChildProcess | undefined;

  /** The process group must end with this process. */
  add(group: number): void {
    this.#start()?.write(`+ ${group}\n`);
  }

  /** The process group has ended. */
  remove(group: number): void {
    (this.#shell?.stdin as Writable | null | undefined)?.write(`- ${group}\n`);
  }

  close(): void {
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  #start(): Writable | undefined {
    if (!this.#shell) {
      // A group of its own, so that what ends this process from a terminal does not end the shell before.
      this.#shell = spawn("/bin/sh", ["-c", script], { detached: true, stdio: ["pipe", "ignore", "ignore"], env: {} });
      this.#shell.on("error", () => {});
      this.#shell.unref();
      this.#shell.stdin?.on("error", () => {});
      (this.#shell.stdin as { unref?(): void } | null)?.unref?.();
    }
    return this.#shell.stdin ?? undefined;
  }
}
