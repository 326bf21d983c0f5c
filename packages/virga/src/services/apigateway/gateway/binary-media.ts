/** The media types that an API takes as bytes: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html */
export class BinaryMediaTypes {
  readonly #types: ReadonlySet<string>;

  constructor(types: readonly string[] = []) {
    this.#types = new Set(types.map((type) => type.toLowerCase()));
  }

  get isEmpty(): boolean {
    return this.#types.size === 0;
  }

  /** Tells whether the first media type of a header's value is one; `image/*` stands for its group, `*` + `/*` for all. */
  includes(header: string | undefined): boolean {
    if (this.#types.size === 0) return false;
    if (this.#types.has("*/*")) return true;
    const [type = ""] = (header ?? "").split(",", 1)[0]?.split(";", 1) ?? [];
    const name = type.trim().toLowerCase();
    return name !== "" && (this.#types.has(name) || this.#types.has(`${name.split("/")[0]}/*`));
  }
}
