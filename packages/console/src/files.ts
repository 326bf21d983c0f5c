import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A file of the console, as a browser gets it. */
export interface ConsoleFile {
  readonly contentType: string;
  readonly body: Uint8Array | string;
}

const page = new URL("./page/", import.meta.url);

/** The console's files by their names below its address; the first is its page. The page's program is bundled here, in some 50 ms. */
export async function consoleFiles(): Promise<ReadonlyMap<string, ConsoleFile>> {
  const { build } = await import("esbuild");
  const [index, style, bundle] = await Promise.all([
    readFile(new URL("index.html", page), "utf8"),
    readFile(new URL("style.css", page), "utf8"),
    build({
      entryPoints: [fileURLToPath(new URL("main.tsx", page))],
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: "preact",
      write: false,
      logLevel: "silent",
    }),
  ]);
  return new Map([
    ["", { contentType: "text/html; charset=utf-8", body: index }],
    ["style.css", { contentType: "text/css; charset=utf-8", body: style }],
    ["main.js", { contentType: "text/javascript; charset=utf-8", body: bundle.outputFiles[0]?.contents ?? "" }],
  ]);
}
