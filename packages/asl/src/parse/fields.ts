import { isInteger, isNumber, isObject, type Json, type JsonObject, toDouble } from "../json/value.ts";
import type { Findings } from "./diagnostics.ts";

/** Reads the fields of one object of a definition and reports what is wrong with them. */
export class Fields {
  readonly object: JsonObject;
  readonly location: string;
  private readonly findings: Findings;

  constructor(object: JsonObject, location: string, findings: Findings) {
    this.object = object;
    this.location = location;
    this.findings = findings;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.object, name);
  }

  get(name: string): Json | undefined {
    return this.has(name) ? this.object[name] : undefined;
  }

  /** The place of a field. */
  at(name: string): string {
    return `${this.location === "/" ? "" : this.location}/${name}`;
  }

  /** Reports every field that is not in the list. */
  allow(allowed: ReadonlySet<string>): void {
    for (const name of Object.keys(this.object)) {
      if (!allowed.has(name)) {
        this.findings.schema(`Field '${name}' is not supported`, this.location);
      }
    }
  }

  /** Reports the fields that are missing; true if none is. */
  require(...names: string[]): boolean {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length > 0) {
      this.findings.schema(`These fields are required: [${missing.join(", ")}]`, this.location);
    }
    return missing.length === 0;
  }

  /** Reports if more than one of the fields is there. */
  onlyOne(...names: string[]): void {
    if (names.filter((name) => this.has(name)).length > 1) {
      this.findings.schema(`There should only be one of the following fields: [${names.join(", ")}]`, this.location);
    }
  }

  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === "string") {
      return value;
    }
    return this.wrongType(name, "String");
  }

  boolean(name: string): boolean | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === "boolean") {
      return value;
    }
    return this.wrongType(name, "Boolean");
  }

  list(name: string): Json[] | undefined {
    const value = this.get(name);
    if (value === undefined || Array.isArray(value)) {
      return value;
    }
    return this.wrongType(name, "Array");
  }

  fields(name: string): Fields | undefined {
    const value = this.get(name);
    if (value === undefined) {
      return undefined;
    }
    return isObject(value) ? new Fields(value, this.at(name), this.findings) : this.wrongType(name, "Object");
  }

  integer(name: string, least: number, most = Number.POSITIVE_INFINITY): number | undefined {
    const value = this.get(name);
    if (value === undefined) {
      return undefined;
    }
    if (!isNumber(value) || !isInteger(value)) {
      return this.wrongType(name, "Integer");
    }
    return this.inRange(name, toDouble(value), least, most);
  }

  number(name: string, least: number): number | undefined {
    const value = this.get(name);
    if (value === undefined) {
      return undefined;
    }
    return isNumber(value)
      ? this.inRange(name, toDouble(value), least, Number.POSITIVE_INFINITY)
      : this.wrongType(name, "Float");
  }

  private inRange(name: string, value: number, least: number, most: number): number | undefined {
    if (value < least) {
      this.findings.schema(`Minimum value is ${least}`, this.at(name));
      return undefined;
    }
    if (value > most) {
      this.findings.schema(`Maximum value is ${most}`, this.at(name));
      return undefined;
    }
    return value;
  }

  private wrongType(name: string, expected: string): undefined {
    this.findings.schema(`Expected value of type ${expected}`, this.at(name));
    return undefined;
  }
}
