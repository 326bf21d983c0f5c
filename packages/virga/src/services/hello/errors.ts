import { AwsError } from "../../kernel/errors.ts";
import { mostGreetings } from "./model.ts";

export function greetingNotFound(name: string): AwsError {
  return new AwsError("GreetingNotFoundException", `Nobody has greeted ${name} yet.`);
}

export function tooManyGreetings(name: string): AwsError {
  return new AwsError("TooManyGreetingsException", `${name} has been greeted ${mostGreetings} times.`);
}
