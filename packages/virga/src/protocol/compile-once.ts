/** How deep a shape may stand within itself in what is read: as deep as AWS's parser of JSON lets documents nest. */
const deepest = 1_000;

/** Functions compiled once per key. A shape that contains itself gets a stand-in while it is being compiled. */
export class CompileOnce<Compiled extends (...parameters: never[]) => unknown> {
  readonly #compiled = new Map<string, Compiled>();
  readonly #tooDeep: (() => Error) | undefined;

  /** `tooDeep` makes the error for a value in which a shape stands within itself more than 1,000 times; any is fine without. */
  constructor(tooDeep?: () => Error) {
    this.#tooDeep = tooDeep;
  }

  get(key: string, compile: () => Compiled): Compiled {
    const found = this.#compiled.get(key);
    if (found) return found;
    let compiled: Compiled | undefined;
    const standIn = ((...parameters) => compiled!(...parameters)) as Compiled;
    this.#compiled.set(key, this.#tooDeep ? limitDepth(standIn, this.#tooDeep) : standIn);
    compiled = compile();
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

function limitDepth<Compiled extends (...parameters: never[]) => unknown>(
  enter: Compiled,
  tooDeep: () => Error,
): Compiled {
  let depth = 0;
  return ((...parameters) => {
    if (depth >= deepest) throw tooDeep();
    depth++;
    try {
      return enter(...parameters);
    } finally {
      depth--;
    }
  }) as Compiled;
}
