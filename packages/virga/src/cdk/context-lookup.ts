import { AwsError, VirgaError } from "../kernel/errors.ts";
import type { Environment, MissingContext } from "./assembly.ts";
import type { Cloud } from "./cloud.ts";

/**
 * Answers what an app wants looked up in its environment, where a local cloud has an answer.
 * https://docs.aws.amazon.com/cdk/v2/guide/context.html
 */
export async function lookUpContext(
  cloud: Cloud,
  missing: readonly MissingContext[],
  defaults: Environment,
): Promise<Readonly<Record<string, unknown>>> {
  const answers: Record<string, unknown> = {};
  for (const { key, provider, props } of missing) {
    const environment = {
      account: text(props.account) ?? defaults.account,
      region: text(props.region) ?? defaults.region,
    };
    answers[key] = await lookUp(cloud, provider, props, environment, key);
  }
  return answers;
}

async function lookUp(
  cloud: Cloud,
  provider: string,
  props: MissingContext["props"],
  environment: Environment,
  key: string,
): Promise<unknown> {
  if (provider === "availability-zones") return ["a", "b", "c"].map((letter) => `${environment.region}${letter}`);
  if (provider === "ssm") return readParameter(cloud, text(props.parameterName) ?? "", props, environment);
  throw new VirgaError("UnsupportedLookup", `the app looks up '${provider}', which Virga cannot answer`, {
    where: key,
    hint: `give the value in "context" of cdk.json under that key`,
  });
}

async function readParameter(
  cloud: Cloud,
  Name: string,
  props: MissingContext["props"],
  environment: Environment,
): Promise<unknown> {
  try {
    const { Parameter } = await cloud.call("ssm", "GetParameter", { Name }, environment);
    return Parameter?.Value;
  } catch (thrown) {
    if (!(thrown instanceof AwsError && thrown.code === "ParameterNotFound")) throw thrown;
    if (props.ignoreErrorOnMissingContext === true && "dummyValue" in props) return props.dummyValue;
    throw new VirgaError("MissingParameter", `the app looks up the SSM parameter '${Name}', which is not there`, {
      where: `${environment.account}/${environment.region}`,
      hint: `create it: virga exec -- aws ssm put-parameter --type String --name ${Name} --value VALUE`,
    });
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
