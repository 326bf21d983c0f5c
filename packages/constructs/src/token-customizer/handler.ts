import { type AttributeValue, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Context, PreTokenGenerationV2TriggerEvent } from "aws-lambda";

/** How long before the function's own deadline it gives up on the table, so that the user is let in all the same. */
const reserve = 500;

/** Made once, outside the handler: it keeps its connection while the function is warm. */
const dynamodb = new DynamoDBClient({ maxAttempts: 2 });

/** Adds what a user's profile says to the tokens that Cognito is about to make. */
export async function handler(
  event: PreTokenGenerationV2TriggerEvent,
  context: Context,
): Promise<PreTokenGenerationV2TriggerEvent> {
  const { userName } = event;
  try {
    const profile = await readProfile(userName, context.getRemainingTimeInMillis() - reserve);
    if (!profile) console.warn(`no custom claims for user ${userName}: there is no profile`);
    else event.response.claimsAndScopeOverrideDetails = overrides(profile);
  } catch (thrown) {
    console.warn(`no custom claims for user ${userName}: the profile could not be read: ${thrown}`);
  }
  return event;
}

type Profile = Readonly<Record<string, AttributeValue>>;

async function readProfile(username: string, milliseconds: number): Promise<Profile | undefined> {
  const command = new GetItemCommand({
    TableName: process.env.PROFILE_TABLE,
    Key: { username: { S: username } },
    ProjectionExpression: "firstName, lastName, currentLocation, #roles",
    ExpressionAttributeNames: { "#roles": "roles" },
  });
  const { Item } = await dynamodb.send(command, { abortSignal: AbortSignal.timeout(Math.max(milliseconds, 1)) });
  return Item;
}

/** What Cognito is told: the ID token says who the user is, the access token only what the user may do. */
function overrides(profile: Profile) {
  const roles = textsOf(profile.roles);
  const claims: Record<string, unknown> = { roles };
  for (const name of ["firstName", "lastName", "currentLocation"]) {
    const text = profile[name]?.S;
    if (text) claims[name] = text;
  }
  // Claims may be lists since V2_0; the types of events know texts alone.
  return {
    idTokenGeneration: { claimsToAddOrOverride: claims as Record<string, string> },
    accessTokenGeneration: { claimsToAddOrOverride: { roles } as unknown as Record<string, string> },
  };
}

/** The texts of a list or a set. */
function textsOf(value: AttributeValue | undefined): readonly string[] {
  const texts = value?.SS ?? (value?.L ?? []).flatMap(({ S }) => (S ? [S] : []));
  return texts.toSorted();
}
