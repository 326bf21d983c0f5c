import type { Runtime } from "@aws-sdk/client-lambda";
import { invalidParameter, notSupported } from "../errors.ts";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */

/** Runtimes that execution environments are made for. */
const served = /^(nodejs(18|20|22|24)\.x|python3\.\d+|provided|provided\.al2|provided\.al2023)$/;
/** Runtimes that AWS no longer takes new code for. */
const ended = /^(nodejs(4\.3(-edge)?|6\.10|8\.10|1[0246]\.x)?|python(2\.7|3\.[67])|dotnetcore.*|ruby2\..*|go1\.x)$/;

/** Checks that a runtime is one that Virga runs. @throws AwsError InvalidParameterValueException, NotImplemented */
export function checkRuntime(runtime: Runtime): Runtime {
  if (ended.test(runtime)) {
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  if (!served.test(runtime)) throw notSupported(`the runtime ${runtime}`);
  return runtime;
}

/** Whether AWS takes snapshots of a runtime. */
export function hasSnapStart(runtime: Runtime): boolean {
  const minor = /^python3\.(\d+)$/.exec(runtime)?.[1];
  return minor !== undefined && Number(minor) >= 12;
}
