import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * Gives what `prepare` makes of a package, which is loaded on its first use because a start does not need it.
 * `Package` is `typeof import(name)`.
 */
export function lazyPackage<Package, Prepared = Package>(
  name: string,
  prepare: (loaded: Package) => Prepared = (loaded) => loaded as unknown as Prepared,
): () => Prepared {
  let prepared: Prepared | undefined;
  return () => {
    prepared ??= prepare(require(name) as Package);
    return prepared;
  };
}
