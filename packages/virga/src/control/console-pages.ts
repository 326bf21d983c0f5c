import type { consoleFiles } from "@virga/console";
import type { WireRequest, WireResponse } from "../kernel/wire.ts";

const address = "/_virga/console/";
const headers = {
  "cache-control": "no-cache",
  "content-security-policy": "default-src 'self'; img-src data:; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
};

type Files = Awaited<ReturnType<typeof consoleFiles>>;

/** Serves the console (packages/console), which is put together when it is first looked at. */
export class ConsolePages {
  #files: Promise<Files> | undefined;

  /** Whether a path is the console's. */
  static matches(path: string): boolean {
    return path === address.slice(0, -1) || path.startsWith(address);
  }

  async handle({ method, path }: WireRequest): Promise<WireResponse> {
    if (method !== "GET" && method !== "HEAD") return plain(405, `${method} is not offered here`);
    if (!path.startsWith(address)) return { status: 308, headers: { location: address }, body: "" };
    this.#files ??= import("@virga/console").then(({ consoleFiles }) => consoleFiles());
    const file = (await this.#files).get(path.slice(address.length));
    if (!file) return plain(404, `The console has no ${path}`);
    return { status: 200, headers: { ...headers, "content-type": file.contentType }, body: file.body };
  }
}

function plain(status: number, text: string): WireResponse {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}
