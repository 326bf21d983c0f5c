import type { ParameterStringFilter, ParametersFilter } from "@aws-sdk/client-ssm";
import { AwsError } from "../../kernel/errors.ts";
import { validationException } from "./errors.ts";
import type { Parameter } from "./model.ts";

/** Whether a parameter passes; made once per request. */
export type ParameterTest = (parameter: Parameter) => boolean;

const comparisons: Readonly<Record<string, (have: string, want: string) => boolean>> = {
  Equals: (have, want) => have === want,
  BeginsWith: (have, want) => have.startsWith(want),
  Contains: (have, want) => have.includes(want),
};

/** The options that each key takes, the first being its default. */
const optionsByKey: Readonly<Record<string, readonly string[]>> = {
  Name: ["Equals", "BeginsWith", "Contains"],
  Type: ["Equals", "BeginsWith"],
  KeyId: ["Equals", "BeginsWith"],
  Path: ["OneLevel", "Recursive"],
  Label: ["Equals"],
  Tier: ["Equals"],
  DataType: ["Equals"],
  tag: ["Equals"],
};

/** What a parameter has for a key; labels are several. */
function valuesOf(parameter: Parameter, key: string): readonly string[] {
  const { current } = parameter;
  switch (key) {
    case "Name":
      return [parameter.name];
    case "Type":
      return [current.type];
    case "KeyId":
      return current.keyId === undefined ? [] : [current.keyId];
    case "Label":
      return Object.keys(parameter.labels);
    case "Tier":
      return [current.tier];
    case "DataType":
      return [current.dataType];
    default: {
      const value = parameter.tags[key.slice("tag:".length)];
      return value === undefined ? [] : [value];
    }
  }
}

function compileFilter({ Key = "", Option, Values = [] }: ParameterStringFilter): ParameterTest {
  const kind = Key.startsWith("tag:") ? "tag" : Key;
  const allowed = optionsByKey[kind];
  if (!allowed) throw new AwsError("InvalidFilterKey", "The specified key isn't valid.");
  const option = Option ?? allowed[0]!;
  if (!allowed.includes(option)) {
    throw new AwsError(
      "InvalidFilterOption",
      `The following filter option is not valid: ${option}. Valid options include: [${allowed.join(", ")}].`,
    );
  }
  if (Values.length === 0 && kind !== "tag") {
    throw new AwsError("InvalidFilterValue", "The filter value isn't valid. Verify the value and try again.");
  }
  if (kind === "Path") return compilePath(option === "Recursive", Values);
  const compare = comparisons[option]!;
  return (parameter) => {
    const have = valuesOf(parameter, Key);
    if (Values.length === 0) return have.length > 0;
    return have.some((value) => Values.some((want) => matches(compare, kind, value, want)));
  };
}

/** Names that equal or begin with a text do so with or without the slash that makes them a path. */
function matches(compare: (have: string, want: string) => boolean, kind: string, have: string, want: string): boolean {
  return compare(have, want) || (kind === "Name" && have.startsWith("/") && compare(have.slice(1), want));
}

function compilePath(recursive: boolean, paths: readonly string[]): ParameterTest {
  const prefixes = paths.map((path) => (path.endsWith("/") ? path : `${path}/`));
  return ({ name }) =>
    prefixes.some((prefix) => name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes("/")));
}

/** Compiles `ParameterFilters` to one test; a parameter must pass all of them. */
export function compileFilters(filters: readonly ParameterStringFilter[] | undefined): ParameterTest {
  const tests = (filters ?? []).map(compileFilter);
  return (parameter) => tests.every((test) => test(parameter));
}

/** The older `Filters` of DescribeParameters, where names are compared from their beginning. */
export function compileOldFilters(filters: readonly ParametersFilter[] | undefined): ParameterTest {
  return compileFilters(
    (filters ?? []).map(({ Key, Values }) => ({ Key, Values, Option: Key === "Name" ? "BeginsWith" : "Equals" })),
  );
}

/** The filters of GetParametersByPath, which knows fewer keys. */
export function compilePathFilters(filters: readonly ParameterStringFilter[] | undefined): ParameterTest {
  for (const { Key } of filters ?? []) {
    if (Key !== "Type" && Key !== "KeyId" && Key !== "Label") {
      throw new AwsError(
        "InvalidFilterKey",
        `The following filter key is not valid: ${Key}. Valid filter keys include: [Type, KeyId, Label].`,
      );
    }
  }
  return compileFilters(filters);
}

/** Only one kind of filter at a time. */
export function checkOneKind(old: readonly unknown[] | undefined, filters: readonly unknown[] | undefined): void {
  if (old?.length && filters?.length) {
    throw validationException("You can use either Filters or ParameterFilters in a single request, but not both.");
  }
}
