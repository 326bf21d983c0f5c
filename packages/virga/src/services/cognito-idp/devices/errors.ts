import type { AwsError } from "../../../kernel/errors.ts";
import { resourceNotFound } from "../errors.ts";

/** Clients take these words as the sign to forget the key of a device. */
export function deviceNotFound(): AwsError {
  return resourceNotFound("Device does not exist.");
}
