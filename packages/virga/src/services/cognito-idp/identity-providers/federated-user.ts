import type { Call } from "../../../kernel/service.ts";
import type { StoreReader } from "../../../kernel/store.ts";
import type { AppClient } from "../app-clients.ts";
import { invalidParameter, notAuthorized, usernameExists } from "../errors.ts";
import type { User, UserPool } from "../model.ts";
import { postConfirmation } from "../sign-up/confirm-user.ts";
import { preSignUp, withSignUpAnswer } from "../sign-up/pre-sign-up.ts";
import type { CognitoState } from "../state.ts";
import { eventAttributes } from "../triggers/event-attributes.ts";
import { invokeTrigger } from "../triggers/invoke-trigger.ts";
import { checkRequired, mappedAttributes, providerAttributes, type Texts, texts } from "./attribute-mapping.ts";
import { settledIdentities, withIdentities } from "./identities.ts";
import { providerGroup } from "./provider-group.ts";
import type { ProviderResponse } from "./provider-response.ts";
import { type Identity, type IdentityProvider, subjectAttribute } from "./records.ts";

const longestUsername = 128;

/** A user whom a provider has sent. */
interface Arrival extends AppClient {
  readonly call: Call<CognitoState>;
  readonly provider: IdentityProvider;
  /** Who the user is at the provider. */
  readonly subject: string;
  /** The name of a user who comes for the first time. */
  readonly username: string;
  /** The provider's attributes, after the InboundFederation trigger has had its say. */
  readonly given: Texts;
}

/**
 * The pool's user for one whom a provider has sent: made at the first sign-in, and updated at every later one. Calls the
 * pool's triggers and throws what they do.
 */
export async function federatedUser(
  call: Call<CognitoState>,
  app: AppClient,
  provider: IdentityProvider,
  response: ProviderResponse,
): Promise<User> {
  const attributes = providerAttributes(response);
  const source = provider.mapping.username!;
  const subject = attributes[source];
  if (!subject) throw invalidParameter(`${provider.name} gave no ${source} to make the username of`);
  const username = `${provider.name}_${subject}`;
  if (username.length > longestUsername) throw invalidParameter(`The username ${username} is too long`);
  const given = await inboundFederation(call, app, provider, username, response, attributes);
  const arrival: Arrival = { ...app, call, provider, subject, username, given };
  const known = findKnown(arrival, call.state.reader);
  return known ? welcomeBack(arrival, known) : welcome(arrival);
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-inbound-federation.html */
async function inboundFederation(
  call: Call<CognitoState>,
  { pool, client }: AppClient,
  { name, type }: IdentityProvider,
  userName: string,
  { tokenResponse, idToken, userInfo }: ProviderResponse,
  attributes: Texts,
): Promise<Texts> {
  const response = await invokeTrigger(call, pool, {
    name: "InboundFederation",
    triggerSource: "InboundFederation_ExternalProvider",
    userName,
    clientId: client.id,
    request: {
      providerName: name,
      providerType: type,
      attributes: {
        tokenResponse: texts(tokenResponse),
        idToken: texts(idToken),
        ...(userInfo && { userInfo: texts(userInfo) }),
      },
    },
  });
  const changed = texts(response?.userAttributesToMap ?? {});
  // No attributes mean that all stay as they were.
  return Object.keys(changed).length === 0 ? attributes : changed;
}

interface Known {
  readonly user: User;
  /** By which identity the user is known. */
  readonly identity: Identity;
}

/** The user who has come from the provider before, or who is linked to who comes now. */
function findKnown(
  { call: { state }, pool, provider, subject, given }: Arrival,
  reader: StoreReader,
): Known | undefined {
  const candidates: [attribute: string, value: string][] = [[subjectAttribute, subject]];
  for (const [name, source] of Object.entries(provider.mapping)) {
    const value = given[source];
    if (name !== "username" && value) candidates.push([name, value]);
  }
  for (const [attribute, value] of candidates) {
    const name = state.identityProviders.userOf(reader, pool, { provider: provider.name, attribute, value });
    const user = name === undefined ? undefined : state.userByUsername(reader, pool, name);
    const identity = user?.identities?.find(
      (other) => other.provider === provider.name && other.attribute === attribute && other.value === value,
    );
    if (user && identity) return { user, identity };
  }
  return undefined;
}

async function welcomeBack(arrival: Arrival, known: Known): Promise<User> {
  const { call, pool, client, provider, subject, given } = arrival;
  const { state, now } = call;
  if (!known.user.enabled) throw notAuthorized("User is not enabled");
  await invokeTrigger(call, pool, {
    name: "PreAuthentication",
    triggerSource: "PreAuthentication_Authentication",
    userName: known.user.username,
    clientId: client.id,
    request: { userAttributes: eventAttributes(pool, known.user), validationData: null },
  });
  const mapped = mappedAttributes(pool, client, provider, given, true);
  const user = state.transact((transaction) => {
    const present = findKnown(arrival, transaction);
    if (present?.user.sub !== known.user.sub) throw notAuthorized("User is not enabled");
    const attributes = { ...present.user.attributes, ...mapped };
    const settled = withIdentities(
      { ...present.user, attributes, modified: now },
      settledIdentities(present.user, present.identity, subject),
    );
    state.putUser(transaction, pool, settled, present.user);
    return settled;
  });
  await invokeTrigger(call, pool, {
    name: "PostAuthentication",
    triggerSource: "PostAuthentication_Authentication",
    userName: user.username,
    clientId: client.id,
    request: { userAttributes: eventAttributes(pool, user), newDeviceUsed: false },
  });
  return user;
}

async function welcome({ call, pool, client, provider, subject, username, given }: Arrival): Promise<User> {
  const { state, now } = call;
  const attributes = mappedAttributes(pool, client, provider, given, false);
  checkRequired(pool, attributes);
  const asked: User = {
    username,
    sub: state.ids.uuid(),
    attributes,
    enabled: true,
    status: "EXTERNAL_PROVIDER",
    created: now,
    modified: now,
  };
  const answer = await preSignUp(call, pool, asked, {
    triggerSource: "PreSignUp_ExternalProvider",
    clientId: client.id,
    attributes: { ...attributes, "cognito:email_alias": "", "cognito:phone_number_alias": "" },
    validationData: [],
    clientMetadata: undefined,
  });
  // Who comes from elsewhere is not confirmed here.
  const allowed = withSignUpAnswer(asked, { ...answer, autoConfirmUser: false });
  const identity = {
    provider: provider.name,
    providerType: provider.type,
    attribute: subjectAttribute,
    value: subject,
  };
  const user = withIdentities(allowed, [{ ...identity, primary: true, created: now }]);
  state.transact((transaction) => {
    const taken =
      state.userByUsername(transaction, pool, username) ?? state.identityProviders.userOf(transaction, pool, identity);
    // So it is on AWS, too, when PreSignUp itself has linked the user, who must sign in again.
    if (taken !== undefined) throw usernameExists(`Already found an entry for username ${username}`);
    state.putUser(transaction, pool, user);
    joinGroup(state, transaction, pool, user, provider, now);
  });
  await postConfirmation(call, pool, user, "PostConfirmation_ConfirmSignUp", client.id, undefined);
  return user;
}

function joinGroup(
  state: CognitoState,
  transaction: Parameters<CognitoState["putUser"]>[0],
  pool: UserPool,
  user: User,
  provider: IdentityProvider,
  now: number,
): void {
  const group = providerGroup(pool, provider, now);
  if (!state.findGroup(transaction, pool, group.name)) state.putGroup(transaction, pool, group);
  state.addToGroup(transaction, pool, user, group.name);
}
