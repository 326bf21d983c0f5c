import { unsupported, validationError } from "../errors.ts";
import type { ParameterDeclaration } from "./model.ts";

/** A parameter of a stack with its value. */
export interface StackParameter {
  readonly name: string;
  /** As given, or the default; of an SSM parameter type it is the parameter's name. */
  readonly value: string;
  /** Of an SSM parameter type: what the parameter store has under that name. */
  readonly resolvedValue?: string;
  readonly noEcho: boolean;
}

/** A value given with a request. */
export interface GivenParameter {
  readonly name: string;
  readonly value?: string;
  readonly usePreviousValue?: boolean;
}

export interface ParameterSources {
  readonly given: readonly GivenParameter[];
  /** The stack's parameters before an update. */
  readonly previous: readonly StackParameter[];
  /** Reads values of the parameter store by name; a name that is missing there is missing in the answer. */
  readStore(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const storeValue = /^AWS::SSM::Parameter::Value<(.+)>$/;
const scalarTypes = new Set(["String", "Number", "AWS::SSM::Parameter::Name"]);
const listTypes = new Set(["CommaDelimitedList", "List<Number>", "List<String>"]);

/**
 * Gives every declared parameter its value: given, previous or default, with its constraints checked.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export async function resolveParameters(
  declarations: ReadonlyMap<string, ParameterDeclaration>,
  sources: ParameterSources,
): Promise<readonly StackParameter[]> {
  const unknown = sources.given.filter(({ name }) => !declarations.has(name)).map(({ name }) => name);
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  const missing: string[] = [];
  const chosen: { declaration: ParameterDeclaration; value: string }[] = [];
  for (const declaration of declarations.values()) {
    checkType(declaration);
    const value = chooseValue(declaration, sources);
    if (value === undefined) missing.push(declaration.name);
    else chosen.push({ declaration, value });
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  const stored = chosen.filter(({ declaration }) => storeValue.test(declaration.type));
  const storeValues =
    stored.length === 0
      ? new Map()
      : await readStore(
          stored.map(({ value }) => value),
          sources,
        );
  return chosen.map(({ declaration, value }) => {
    checkConstraints(declaration, value);
    const resolved = storeValue.test(declaration.type) ? { resolvedValue: storeValues.get(value) as string } : {};
    return { name: declaration.name, value, ...resolved, noEcho: declaration.noEcho };
  });
}

async function readStore(names: readonly string[], sources: ParameterSources): Promise<ReadonlyMap<string, string>> {
  const values = await sources.readStore([...new Set(names)]);
  const missing = [...new Set(names)].filter((name) => !values.has(name));
  if (missing.length > 0) {
    throw validationError(`Unable to fetch parameters [${missing.join(",")}] from parameter store for this account.`);
  }
  return values;
}

function checkType({ name, type }: ParameterDeclaration): void {
  const inner = storeValue.exec(type)?.[1] ?? type;
  if (!scalarTypes.has(inner) && !listTypes.has(inner)) throw unsupported(`The type ${type} of the parameter ${name}`);
}

function chooseValue(declaration: ParameterDeclaration, sources: ParameterSources): string | undefined {
  const given = sources.given.find(({ name }) => name === declaration.name);
  if (given?.usePreviousValue) {
    const previous = sources.previous.find(({ name }) => name === declaration.name);
    if (!previous) {
      throw validationError(
        `Invalid input for parameter key ${declaration.name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    return previous.value;
  }
  return given?.value ?? declaration.default;
}

function checkConstraints(declaration: ParameterDeclaration, value: string): void {
  const items = isList(declaration) ? splitList(value) : [value];
  for (const item of items) {
    const failure = constraintFailure(declaration, item);
    if (!failure) continue;
    const { name, constraintDescription } = declaration;
    throw validationError(
      constraintDescription === undefined
        ? `Parameter '${name}' must ${failure}`
        : `Parameter ${name} failed to satisfy constraint: ${constraintDescription}`,
    );
  }
}

function constraintFailure(declaration: ParameterDeclaration, value: string): string | undefined {
  const { type, allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue } = declaration;
  if (type.endsWith("Number") || type === "List<Number>") {
    if (value.trim() === "" || !Number.isFinite(Number(value))) return "be a number";
    if (minValue !== undefined && Number(value) < minValue) return `be a number not less than ${minValue}`;
    if (maxValue !== undefined && Number(value) > maxValue) return `be a number not greater than ${maxValue}`;
  }
  if (allowedValues && !allowedValues.includes(value)) return "be one of AllowedValues";
  if (minLength !== undefined && value.length < minLength) return `contain at least ${minLength} characters`;
  if (maxLength !== undefined && value.length > maxLength) return `contain at most ${maxLength} characters`;
  if (allowedPattern !== undefined && !matchesWhole(allowedPattern, value)) return `match pattern ${allowedPattern}`;
  return undefined;
}

function matchesWhole(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    throw validationError(`Template error: the AllowedPattern ${pattern} is not a valid regular expression`);
  }
}

function isList({ type }: ParameterDeclaration): boolean {
  return listTypes.has(storeValue.exec(type)?.[1] ?? type);
}

function splitList(value: string): readonly string[] {
  return value === "" ? [] : value.split(",").map((item) => item.trim());
}

/** What `Ref` gives for each parameter: a text, or a list for the list types. */
export function parameterReferences(
  declarations: ReadonlyMap<string, ParameterDeclaration>,
  parameters: readonly StackParameter[],
): ReadonlyMap<string, string | readonly string[]> {
  const result = new Map<string, string | readonly string[]>();
  for (const { name, value, resolvedValue } of parameters) {
    const declaration = declarations.get(name);
    if (!declaration) continue;
    const effective = resolvedValue ?? value;
    result.set(name, isList(declaration) ? splitList(effective) : effective);
  }
  return result;
}
