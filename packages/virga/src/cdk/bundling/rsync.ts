/** Stands in for `rsync` where there is none, as CDK's bundling calls it: `rsync -rLv [--exclude=PATTERN]... FROM/ TO`. */
import { cp } from "node:fs/promises";
import { basename, matchesGlob, relative, resolve } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: {
    recursive: { type: "boolean", short: "r" },
    "copy-links": { type: "boolean", short: "L" },
    verbose: { type: "boolean", short: "v" },
    exclude: { type: "string", multiple: true },
  },
  allowPositionals: true,
});
const [from, to] = positionals;
if (from === undefined || to === undefined || !from.endsWith("/")) {
  console.error("virga: this rsync copies a folder's contents: rsync -rLv [--exclude=PATTERN]... FROM/ TO");
  process.exit(1);
}
const source = resolve(from);

/** A pattern without a slash is one of names, as rsync has it. */
function isExcluded(path: string): boolean {
  const inside = relative(source, path);
  return (values.exclude ?? []).some((pattern) => {
    const plain = pattern.replace(/^\/|\/$/g, "");
    return pattern.replace(/\/$/, "").includes("/") ? matchesGlob(inside, plain) : matchesGlob(basename(path), plain);
  });
}

await cp(source, resolve(to), {
  recursive: true,
  dereference: true,
  filter: (path) => path === source || !isExcluded(path),
});
