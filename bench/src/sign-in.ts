import { generateKeyPairSync, sign } from "node:crypto";
import type { Request } from "autocannon";
import { compare, median, type Rounds } from "./load.ts";
import type { Measurement } from "./report.ts";
import { passwordClaim, srpA } from "./srp-client.ts";
import { signedFor } from "./virga.ts";

/** Where the sides of the comparison listen. */
export interface SignInSides {
  readonly virga: string;
  readonly cognitoLocal: string;
}

interface People {
  readonly poolId: string;
  readonly clientId: string;
}

const users = 100;
const password = "Correct-horse-1";
// cognito-local takes email addresses only.
const username = (index: number) => `user-${index}@example.com`;

function headersFor(operation: string): Record<string, string> {
  const target = `AWSCognitoIdentityProviderService.${operation}`;
  return { ...signedFor("cognito-idp"), "x-amz-target": target, "content-type": "application/x-amz-json-1.1" };
}

async function call<T>(url: string, operation: string, input: object): Promise<T> {
  const response = await fetch(url, { method: "POST", headers: headersFor(operation), body: JSON.stringify(input) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} at ${url}: ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as T;
}

async function fill(url: string): Promise<People> {
  const { UserPool } = await call<{ UserPool: { Id: string } }>(url, "CreateUserPool", { PoolName: "bench" });
  const UserPoolId = UserPool.Id;
  const { UserPoolClient } = await call<{ UserPoolClient: { ClientId: string } }>(url, "CreateUserPoolClient", {
    UserPoolId,
    ClientName: "bench",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  for (let index = 0; index < users; index++) {
    const user = { UserPoolId, Username: username(index) };
    await call(url, "AdminCreateUser", { ...user, MessageAction: "SUPPRESS" });
    await call(url, "AdminSetUserPassword", { ...user, Password: password, Permanent: true });
  }
  return { poolId: UserPoolId, clientId: UserPoolClient.ClientId };
}

function passwordSignIns({ clientId }: People): Request[] {
  return Array.from({ length: users }, (_, index) => ({
    method: "POST",
    path: "/",
    headers: headersFor("InitiateAuth"),
    body: JSON.stringify({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username(index), PASSWORD: password },
    }),
  }));
}

/** Signs in over SRP for so many seconds, with so many clients at once; gives sign-ins/s. */
async function srpRate(url: string, people: People, seconds: number, connections: number): Promise<number> {
  const poolName = people.poolId.slice(people.poolId.indexOf("_") + 1);
  const started = performance.now();
  const end = started + seconds * 1000;
  let done = 0;
  async function client(first: number): Promise<void> {
    for (let index = first; performance.now() < end; index++) {
      const name = username(index % users);
      const begun = await call<{ ChallengeParameters: Record<string, string> }>(url, "InitiateAuth", {
        ClientId: people.clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: name, SRP_A: srpA },
      });
      await call(url, "RespondToAuthChallenge", {
        ClientId: people.clientId,
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeResponses: passwordClaim({ poolName, username: name, password }, begun.ChallengeParameters),
      });
      done++;
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, index) => client(index)));
  return (done * 1000) / (performance.now() - started);
}

/** How many RS256 signatures all of the machine's threads make in a second: two are in every sign-in. */
async function signatureRate(seconds: number): Promise<number> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const data = Buffer.alloc(700, "x");
  const started = performance.now();
  const end = started + seconds * 1000;
  let done = 0;
  async function signer(): Promise<void> {
    while (performance.now() < end) {
      await new Promise<void>((resolve, reject) =>
        sign("sha256", data, privateKey, (error) => (error ? reject(error) : resolve())),
      );
      done++;
    }
  }
  await Promise.all(Array.from({ length: 8 }, signer));
  return (done * 1000) / (performance.now() - started);
}

/** Sign-ins/s with a password beside cognito-local, and over SRP, with the share of them that the RSA signatures take. */
export async function measureSignIns(sides: SignInSides, rounds: Rounds): Promise<Measurement[]> {
  const [ours, theirs] = [await fill(sides.virga), await fill(sides.cognitoLocal)];
  const measured = await compare(
    [
      { name: "virga", url: sides.virga, requests: passwordSignIns(ours) },
      { name: "cognito-local", url: sides.cognitoLocal, requests: passwordSignIns(theirs) },
    ],
    rounds,
  );
  const rate = (name: string) => measured.get(name) as number;
  const [signatures, srp]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds.rounds; round++) {
    signatures.push(await signatureRate(rounds.duration));
    srp.push(await srpRate(sides.virga, ours, rounds.duration, rounds.connections));
  }
  const limit = median(signatures) / 2;
  return [
    { name: "two RS256 signatures on all threads", value: limit, unit: "requests/s", comparisons: [] },
    { name: "sign-in, cognito-local", value: rate("cognito-local"), unit: "requests/s", comparisons: [] },
    {
      name: "sign-in, virga",
      value: rate("virga"),
      unit: "requests/s",
      comparisons: [
        { to: "cognito-local", value: rate("virga") / rate("cognito-local"), aim: { atLeast: 4 } },
        { to: "its two signatures", value: rate("virga") / limit },
      ],
    },
    { name: "sign-in over SRP, virga", value: median(srp), unit: "requests/s", comparisons: [] },
  ];
}
