/**
 * Makes a first user of the platform, if it has none, and says how to sign in: a program for any account that the stack is
 * deployed to, found by AWS's usual environment variables.
 */
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { SFNClient, StartSyncExecutionCommand } from "@aws-sdk/client-sfn";

const user = {
  firstName: "Ada",
  lastName: "Lovelace",
  emailAddress: "ada.lovelace@example.com",
  phoneNumber: "+15555550100",
  currentLocation: "Ward 3",
};
const password = "Correct-Horse-1";

const { Stacks: [stack] = [] } = await new CloudFormationClient().send(
  new DescribeStacksCommand({ StackName: "ClinicPlatform" }),
);
const outputs = Object.fromEntries(
  (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
);
const cognito = new CognitoIdentityProviderClient();
const UserPoolId = outputs.UserPoolId;

const { Users: [first] = [] } = await cognito.send(new ListUsersCommand({ UserPoolId, Limit: 1 }));
if (!first) say(await createUser());
else if (first.Attributes?.some(({ Value }) => Value === user.emailAddress)) say(first.Username);

async function createUser(): Promise<string> {
  // AWS has a host of its own for this call; an endpoint that was named has not.
  const workflows = new SFNClient({ disableHostPrefix: process.env.AWS_ENDPOINT_URL !== undefined });
  const { output = "{}" } = await workflows.send(
    new StartSyncExecutionCommand({ stateMachineArn: outputs.OnboardingStateMachineArn, input: JSON.stringify(user) }),
  );
  const { response } = JSON.parse(output);
  if (response?.statusCode !== 200) throw new Error(`no user was created: ${output}`);
  const { username: Username } = JSON.parse(response.body);
  // In place of the temporary one, which is sent to an address that nobody reads.
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: password, Permanent: true }));
  return Username;
}

function say(username: string | undefined): void {
  console.log(`\nA first user to sign in with
  username ${username} (or ${user.emailAddress}), password ${password}
  aws cognito-idp admin-initiate-auth --auth-flow ADMIN_USER_PASSWORD_AUTH --user-pool-id ${UserPoolId} \\
    --client-id ${outputs.UserPoolClientId} --auth-parameters USERNAME=${username},PASSWORD=${password}
  curl ${outputs.ApiUrl}me -H "authorization: $ID_TOKEN"`);
}
