import { hostWithoutPort } from "./hosts.ts";

const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);
const suffixes = [".localhost", ".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".on.aws", ".amazoncognito.com"];
const mostRemembered = 1_000;

/**
 * Whether a `Host` is one under which the runtime may be called. A foreign name that resolves to loopback is an attack
 * (DNS rebinding); AWS's names come from programs that resolve them to this machine.
 */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>;
  readonly #remembered = new Map<string, boolean>();

  /** `names` are host names beside the usual ones; one that starts with a dot stands for all names that end in it. */
  constructor(names: readonly string[] = []) {
    this.#names = new Set(names.map((name) => name.toLowerCase()));
  }

  /** `host` may have a port. */
  has(host: string): boolean {
    let allowed = this.#remembered.get(host);
    if (allowed === undefined) {
      allowed = this.#check(hostWithoutPort(host));
      if (this.#remembered.size >= mostRemembered) this.#remembered.clear();
      this.#remembered.set(host, allowed);
    }
    return allowed;
  }

  #check(name: string): boolean {
    if (loopbackNames.has(name) || this.#names.has(name) || suffixes.some((suffix) => name.endsWith(suffix)))
      return true;
    // The SDK puts a prefix before the endpoint's host for some operations: `sync-localhost`.
    const [prefix, rest] = splitOnce(name, "-");
    if (rest !== undefined && /^[a-z]+$/.test(prefix) && loopbackNames.has(rest)) return true;
    return Array.from(this.#names).some((allowed) => allowed.startsWith(".") && name.endsWith(allowed));
  }

  /** Whether a browser's page of this origin, such as `http://localhost:3000`, is local. */
  hasOrigin(origin: string): boolean {
    const separator = origin.indexOf("://");
    return separator >= 0 && this.has(origin.slice(separator + 3));
  }
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
