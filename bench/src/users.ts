import type { Request } from "autocannon";
import { compare, type Rounds } from "./load.ts";
import type { Measurement } from "./report.ts";
import type { RunningPlatform } from "./virga.ts";

function newUser(number: number): string {
  return JSON.stringify({
    firstName: "Ada",
    lastName: "Lovelace",
    emailAddress: `ada.${number}@example.com`,
    phoneNumber: "+15555550100",
  });
}

/** Each request has another email address: no two users may have the same. */
function userRequest(path: string, host?: string): Request {
  const headers = { "content-type": "application/json", ...(host !== undefined && { host }) };
  let number = 0;
  return { method: "POST", path, headers, setupRequest: (request) => ({ ...request, body: newUser(number++) }) };
}

const answerBytes = 130;

/** `POST /users` through the whole stack, beside an echo of the same sizes. */
export async function measureUsers(platform: RunningPlatform, echo: string, rounds: Rounds): Promise<Measurement[]> {
  const { host, path } = platform.api;
  const measured = await compare(
    [
      { name: "echo", url: echo, requests: [userRequest(`/${answerBytes}`)] },
      { name: "virga", url: platform.url, requests: [userRequest(path, host)] },
    ],
    rounds,
  );
  const rate = (name: string) => measured.get(name) as number;
  return [
    { name: "node:http echo for POST /users", value: rate("echo"), unit: "requests/s", comparisons: [] },
    {
      name: "POST /users",
      value: rate("virga"),
      unit: "requests/s",
      comparisons: [{ to: "echo", value: rate("virga") / rate("echo"), aim: { atLeast: 0.12 } }],
    },
  ];
}
