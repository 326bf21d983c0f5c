import { jsonText } from "../compare/json-text.ts";
import { isObject } from "../compare/structure.ts";
import { CaseFailure } from "../corpus/outcome.ts";

/** What a step made: its properties by name (`arn`, `name`, `url`, ...). */
export type Thing = Readonly<Record<string, string>>;

const reference = /@([A-Za-z]\w*)(?:\.(\w+))?/g;

/** The things that a scenario has made, and the values that name them. */
export class Things {
  readonly #things = new Map<string, Thing>();
  readonly #places: Readonly<Record<string, string>>;

  constructor(places: { readonly region: string; readonly account: string }) {
    this.#places = { "<region>": places.region, "<account>": places.account };
  }

  set(name: string, thing: Thing): void {
    this.#things.set(name, thing);
  }

  /** The thing that `@name` stands for; of `@name.property` one with that property as its name, ARN and URL. */
  get(text: unknown): Thing {
    const [, name = "", property] = /^@(\w+)(?:\.(\w+))?$/.exec(String(text)) ?? [];
    const thing = this.#things.get(name);
    if (!thing) throw new CaseFailure(`The scenario speaks of ${String(text)}, which nothing has made`);
    const value = property === undefined ? undefined : thing[property];
    return value === undefined ? thing : { name: value, arn: value, url: value };
  }

  /** A value with what it names put in, and with `$json` and `$bytes_utf8` written out. */
  resolve(value: unknown): unknown {
    if (typeof value === "string") return this.#resolveText(value);
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (!isObject(value)) return value;
    if ("$json" in value) return jsonText(this.resolve(value.$json));
    if ("$bytes_utf8" in value) return new Uint8Array(Buffer.from(String(value.$bytes_utf8)));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.resolve(member)]));
  }

  #resolveText(text: string): string {
    const named = text.replace(reference, (whole, name: string, property: string | undefined) => {
      const thing = this.#things.get(name);
      return (thing && (property === undefined ? thing.name : thing[property])) ?? whole;
    });
    return named.replace(/<region>|<account>/g, (place) => this.#places[place] ?? place);
  }
}
