import { useRefreshed } from "./refreshed.ts";
import { callAll, type Environment, environments, inbox, type Message } from "./runtime-api.ts";

interface PoolPage {
  readonly UserPools?: readonly { readonly Id?: string; readonly Name?: string }[];
  readonly NextToken?: string;
}

interface ReceivedMessage extends Message {
  readonly pool: string;
}

const mostShown = 100;

async function poolsIn(environment: Environment): Promise<readonly { readonly Id?: string; readonly Name?: string }[]> {
  return callAll<PoolPage, { readonly Id?: string; readonly Name?: string }>(
    "cognito-idp/ListUserPools",
    environment,
    { MaxResults: 60 },
    { token: "NextToken", items: ({ UserPools }) => UserPools },
  );
}

async function readMessages(): Promise<readonly ReceivedMessage[]> {
  const pools = (await Promise.all((await environments()).map(poolsIn))).flat();
  const received = await Promise.all(
    pools.map(async ({ Id = "", Name = "" }) => (await inbox(Id)).map((message) => ({ ...message, pool: Name }))),
  );
  return received
    .flat()
    .sort((one, other) => other.sent.localeCompare(one.sent))
    .slice(0, mostShown);
}

/** The messages that Cognito would have sent, the newest first. */
export function InboxPage() {
  const { value, error } = useRefreshed(readMessages);
  return (
    <>
      <h1>Inbox</h1>
      {error && <p class="bad">{error}</p>}
      {value?.length === 0 && <p class="dim">No messages yet: codes and passwords that Cognito sends come here.</p>}
      {value?.map((message) => (
        <ShownMessage key={`${message.pool} ${message.number}`} {...message} />
      ))}
    </>
  );
}

function ShownMessage({ pool, sent, username, destination, subject, body, code, link }: ReceivedMessage) {
  return (
    <article>
      <header>
        <h2>{subject ?? "Text message"}</h2>
        <span class="dim">
          to {destination} ({username}), {pool}
        </span>
        <span class="clock">{sent}</span>
      </header>
      {code !== "" && (
        <p>
          <code class="code">{code}</code>{" "}
          <button type="button" onClick={() => void navigator.clipboard.writeText(code)}>
            Copy
          </button>
        </p>
      )}
      {link !== undefined && (
        <p>
          <a href={link}>{link}</a>
        </p>
      )}
      <pre>{body}</pre>
    </article>
  );
}
