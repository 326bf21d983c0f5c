import { AwsError } from "./errors.ts";

/** Waits for a CloudFormation resource's deletion; errors of these codes say that it is gone already, and are none. */
export async function unlessGone(deletion: Promise<unknown>, ...goneCodes: readonly string[]): Promise<void> {
  try {
    await deletion;
  } catch (thrown) {
    if (!(thrown instanceof AwsError && goneCodes.includes(thrown.code))) throw thrown;
  }
}
