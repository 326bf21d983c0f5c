import type { AttributeType, SchemaAttributeType } from "@aws-sdk/client-cognito-identity-provider";
import { invalidParameter } from "./errors.ts";

function text(Name: string, changes: Partial<SchemaAttributeType> = {}, min = "0", max = "2048"): SchemaAttributeType {
  return {
    Name,
    AttributeDataType: "String",
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    StringAttributeConstraints: { MinLength: min, MaxLength: max },
    ...changes,
  };
}

function flag(Name: string): SchemaAttributeType {
  return { Name, AttributeDataType: "Boolean", DeveloperOnlyAttribute: false, Mutable: true, Required: false };
}

/**
 * The attributes that every pool has, in the order DescribeUserPool lists them:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
export const standardAttributes: readonly SchemaAttributeType[] = [
  text("sub", { Mutable: false, Required: true }, "1"),
  text("name"),
  text("given_name"),
  text("family_name"),
  text("middle_name"),
  text("nickname"),
  text("preferred_username"),
  text("profile"),
  text("picture"),
  text("website"),
  text("email"),
  flag("email_verified"),
  text("gender"),
  text("birthdate", {}, "10", "10"),
  text("zoneinfo"),
  text("locale"),
  text("phone_number"),
  flag("phone_number_verified"),
  text("address"),
  {
    Name: "updated_at",
    AttributeDataType: "Number",
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    NumberAttributeConstraints: { MinValue: "0" },
  },
  text("identities", { StringAttributeConstraints: {} }),
];

const dataTypes = new Set(["String", "Number", "DateTime", "Boolean"]);

/** A pool's schema: the standard attributes with the given changes, then the given custom ones. */
export function poolSchema(given: readonly SchemaAttributeType[] | undefined): readonly SchemaAttributeType[] {
  const schema = new Map(standardAttributes.map((attribute) => [attribute.Name!, attribute]));
  const custom: SchemaAttributeType[] = [];
  for (const attribute of given ?? []) {
    const standard = schema.get(attribute.Name ?? "");
    if (standard) schema.set(standard.Name!, changedStandardAttribute(standard, attribute));
    else custom.push(attribute);
  }
  return withCustomAttributes([...schema.values()], custom);
}

function changedStandardAttribute(standard: SchemaAttributeType, given: SchemaAttributeType): SchemaAttributeType {
  if (
    given.DeveloperOnlyAttribute ||
    (given.AttributeDataType !== undefined && given.AttributeDataType !== standard.AttributeDataType)
  ) {
    throw invalidParameter(
      `You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute ${given.Name}`,
    );
  }
  if (standard.Name === "sub") return standard;
  const { StringAttributeConstraints, NumberAttributeConstraints, Mutable, Required } = given;
  return {
    ...standard,
    ...(StringAttributeConstraints && { StringAttributeConstraints }),
    ...(NumberAttributeConstraints && { NumberAttributeConstraints }),
    Mutable: Mutable ?? standard.Mutable,
    Required: Required ?? standard.Required,
  };
}

/** The schema with custom attributes added: at most 50, with unused names, none of them required. */
export function withCustomAttributes(
  schema: readonly SchemaAttributeType[],
  added: readonly SchemaAttributeType[],
): readonly SchemaAttributeType[] {
  const result = [...schema];
  const names = new Set(schema.map((attribute) => attribute.Name!));
  for (const attribute of added) {
    const name = attribute.Name ?? "";
    if (attribute.Required) throw invalidParameter("Required custom attributes are not supported currently.");
    if (!attribute.AttributeDataType || !dataTypes.has(attribute.AttributeDataType)) {
      throw invalidParameter(`Invalid AttributeDataType input, consider using the provided AttributeDataType enum.`);
    }
    const fullName = `${attribute.DeveloperOnlyAttribute ? "dev:" : ""}custom:${name}`;
    if (names.has(fullName)) throw invalidParameter(`${fullName}: Existing attribute already has name ${fullName}.`);
    names.add(fullName);
    result.push(customAttribute(fullName, attribute));
  }
  if (result.length - standardAttributes.length > 50) {
    throw invalidParameter("The maximum number of custom attributes in a user pool is 50.");
  }
  return result;
}

function customAttribute(name: string, given: SchemaAttributeType): SchemaAttributeType {
  return {
    Name: name,
    AttributeDataType: given.AttributeDataType!,
    DeveloperOnlyAttribute: given.DeveloperOnlyAttribute ?? false,
    // AddCustomAttributes and CreateUserPool make immutable attributes unless told otherwise.
    Mutable: given.Mutable ?? false,
    Required: false,
    ...(given.AttributeDataType === "String" && { StringAttributeConstraints: given.StringAttributeConstraints ?? {} }),
    ...(given.AttributeDataType === "Number" && { NumberAttributeConstraints: given.NumberAttributeConstraints ?? {} }),
  };
}

/** One of a person's contact attributes must look like what it is. */
function checkContact(name: string, value: string): void {
  if (value === "") return;
  if (name === "email" && !isEmailAddress(value)) throw invalidParameter("Invalid email address format.");
  if (name === "phone_number" && !isPhoneNumber(value)) throw invalidParameter("Invalid phone number format.");
}

export function isEmailAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text);
}

/** E.164: `+` and up to 15 digits. */
export function isPhoneNumber(text: string): boolean {
  return /^\+[1-9]\d{1,14}$/.test(text);
}

function outside(value: number, min: string | undefined, max: string | undefined): string | undefined {
  if (min !== undefined && value < Number(min)) return `min`;
  if (max !== undefined && value > Number(max)) return `max`;
  return undefined;
}

/** What a value breaks of its attribute's definition, if anything. */
function violation(attribute: SchemaAttributeType, value: string): string | undefined {
  switch (attribute.AttributeDataType) {
    case "Number": {
      if (!/^[+-]?\d+$/.test(value)) return "Attribute value is not a number.";
      const { MinValue, MaxValue } = attribute.NumberAttributeConstraints ?? {};
      const side = outside(Number(value), MinValue, MaxValue);
      return (
        side && `Attribute value is ${side === "min" ? "less than the minimum" : "greater than the maximum"} value.`
      );
    }
    case "Boolean":
      return value === "true" || value === "false" ? undefined : "Attribute value is not a boolean.";
    case "DateTime":
      return Number.isNaN(Date.parse(value)) && !/^\d+$/.test(value) ? "Attribute value is not a date." : undefined;
    default: {
      const { MinLength, MaxLength } = attribute.StringAttributeConstraints ?? {};
      const side = outside(value.length, MinLength, MaxLength);
      return (
        side &&
        `String must be ${side === "min" ? "at least" : "no longer than"} ${side === "min" ? MinLength : MaxLength} characters`
      );
    }
  }
}

/**
 * Checks attributes that an administrator gives against the schema and returns them by name.
 * `update` also refuses attributes that are immutable. Attributes that are required need not be there: the user
 * must give them at the first sign-in.
 */
export function checkedAttributes(
  schema: readonly SchemaAttributeType[],
  given: readonly AttributeType[] | undefined,
  update: boolean,
): Record<string, string> {
  const result: Record<string, string> = {};
  const problems: string[] = [];
  for (const { Name: name = "", Value: value = "" } of given ?? []) {
    const attribute = schema.find(({ Name }) => Name === name);
    if (!attribute) {
      problems.push(`Type for attribute {${name}} could not be determined`);
      continue;
    }
    if (name === "sub" || name === "identities" || (update && attribute.Mutable === false)) {
      throw invalidParameter(`user.${name}: Attribute cannot be updated.\n`);
    }
    const problem = violation(attribute, value);
    if (problem) problems.push(`${name}: ${problem}`);
    result[name] = value;
  }
  if (problems.length > 0) {
    throw invalidParameter(`Attributes did not conform to the schema: ${problems.join("\n")}`);
  }
  for (const [name, value] of Object.entries(result)) checkContact(name, value);
  return result;
}

/** Throws InvalidParameterException if the schema requires an attribute that is not among these. */
export function checkRequiredAttributes(
  schema: readonly SchemaAttributeType[],
  attributes: Readonly<Record<string, string>>,
): void {
  const missing = schema.filter(({ Name, Required }) => Required && Name !== "sub" && !attributes[Name!]);
  if (missing.length === 0) return;
  const problems = missing.map(({ Name }) => `${Name}: The attribute ${Name} is required\n`);
  throw invalidParameter(`Attributes did not conform to the schema: ${problems.join("")}`);
}
