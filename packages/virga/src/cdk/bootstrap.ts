import { AwsError } from "../kernel/errors.ts";
import type { Environment } from "./assembly.ts";
import type { Cloud } from "./cloud.ts";

const qualifier = "hnb659fds";
/** The version of the bootstrap template whose resources these are. */
const bootstrapVersion = "28";

/** The bucket that CDK's default synthesizer publishes assets to. */
export function assetBucket({ account, region }: Environment): string {
  return `cdk-${qualifier}-assets-${account}-${region}`;
}

/** The parameter that tells the version of an environment's bootstrap resources. */
export const bootstrapParameter = `/cdk-bootstrap/${qualifier}/version`;

/**
 * Gives an environment what `cdk bootstrap` would, as far as apps and the CDK CLI use it: the bucket for assets, the
 * version parameter and the roles that deployments take on.
 * https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
 */
export async function bootstrap(cloud: Cloud, environment: Environment): Promise<void> {
  if (await isBootstrapped(cloud, environment)) return;
  await createBucket(cloud, assetBucket(environment), environment);
  await createRoles(cloud, environment);
  const parameter = { Name: bootstrapParameter, Value: bootstrapVersion, Type: "String", Overwrite: true } as const;
  await cloud.call("ssm", "PutParameter", parameter, environment);
}

async function isBootstrapped(cloud: Cloud, environment: Environment): Promise<boolean> {
  try {
    await cloud.call("ssm", "GetParameter", { Name: bootstrapParameter }, environment);
    return true;
  } catch (thrown) {
    if (thrown instanceof AwsError && thrown.code === "ParameterNotFound") return false;
    throw thrown;
  }
}

/** Creates a bucket unless it is there. */
export async function createBucket(cloud: Cloud, Bucket: string, environment: Environment): Promise<void> {
  const { region } = environment;
  const configuration =
    region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } };
  await tolerate(["BucketAlreadyOwnedByYou", "BucketAlreadyExists"], () =>
    cloud.call("s3", "CreateBucket", { Bucket, ...configuration }, environment),
  );
}

async function createRoles(cloud: Cloud, environment: Environment): Promise<void> {
  const { account, region } = environment;
  for (const name of ["deploy", "file-publishing", "image-publishing", "lookup", "cfn-exec"]) {
    const Principal =
      name === "cfn-exec" ? { Service: "cloudformation.amazonaws.com" } : { AWS: `arn:aws:iam::${account}:root` };
    const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal }] };
    const RoleName = `cdk-${qualifier}-${name}-role-${account}-${region}`;
    const AssumeRolePolicyDocument = JSON.stringify(trust);
    await tolerate(["EntityAlreadyExists", "EntityAlreadyExistsException"], () =>
      cloud.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument }, environment),
    );
    const PolicyDocument = JSON.stringify(rolePolicy(name));
    await cloud.call("iam", "PutRolePolicy", { RoleName, PolicyName: "bootstrap", PolicyDocument }, environment);
  }
}

function rolePolicy(name: string): object {
  const actions: Readonly<Record<string, readonly string[]>> = {
    "cfn-exec": ["*"],
    deploy: [
      "cloudformation:*",
      "s3:GetObject*",
      "s3:GetBucket*",
      "s3:List*",
      "iam:PassRole",
      "ssm:GetParameter*",
      "sts:*",
    ],
    "file-publishing": ["s3:GetObject*", "s3:PutObject*", "s3:GetBucket*", "s3:List*", "s3:DeleteObject*"],
    "image-publishing": ["ecr:*"],
    lookup: ["ec2:Describe*", "ssm:GetParameter*", "s3:Get*", "s3:List*", "cloudformation:Describe*"],
  };
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions[name] ?? [], Resource: "*" }] };
}

async function tolerate(codes: readonly string[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof AwsError && codes.includes(thrown.code))) throw thrown;
  }
}
