import { type JsonSchema, JsonSchemaType, JsonSchemaVersion } from "aws-cdk-lib/aws-apigateway";

/** A name has at least one character that can be seen, and no control characters. */
const name: JsonSchema = {
  type: JsonSchemaType.STRING,
  minLength: 1,
  maxLength: 256,
  pattern: "^[^\\x00-\\x1f\\x7f]*[^\\s\\x00-\\x1f\\x7f][^\\x00-\\x1f\\x7f]*$",
};

/**
 * The body of `POST /users`. Fields that are not known are refused: they are far more often a misspelt name than meant.
 * The phone number is written as ITU-T E.164 has it, `+` and up to 15 digits, which is the form Cognito takes.
 */
export const newUserSchema: JsonSchema = {
  schema: JsonSchemaVersion.DRAFT4,
  title: "NewUser",
  type: JsonSchemaType.OBJECT,
  required: ["firstName", "lastName", "emailAddress", "phoneNumber"],
  additionalProperties: false,
  properties: {
    firstName: name,
    lastName: name,
    emailAddress: {
      type: JsonSchemaType.STRING,
      minLength: 3,
      maxLength: 254,
      pattern: "^[^\\s@]+@[^\\s@.]+(\\.[^\\s@.]+)+$",
    },
    // Where the user is: a ward, a practice. It may change later.
    currentLocation: name,
    phoneNumber: { type: JsonSchemaType.STRING, pattern: "^\\+[1-9][0-9]{6,14}$" },
  },
};
