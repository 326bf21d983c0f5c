import type { Environment } from "../cdk/assembly.ts";
import type { Cloud } from "../cdk/cloud.ts";
import { decodeValues, encodeValues } from "../control/operation-values.ts";
import type { Clock } from "../kernel/clock.ts";
import { AwsError, VirgaError } from "../kernel/errors.ts";

/** How often a runtime in another process is asked for changes, milliseconds. */
const askEvery = 100;

interface OperationAnswer {
  readonly output?: unknown;
  readonly awsError?: {
    readonly code: string;
    readonly message: string;
    readonly status: number;
    readonly members: Readonly<Record<string, unknown>>;
  };
  readonly error?: string;
}

/** The cloud of a runtime in another process, over its HTTP API. */
export function remoteCloud(endpoint: string, clock: Clock): Cloud {
  return {
    async call(service, operation, input, environment) {
      const answer = await post(`${endpoint}/_virga/operations/${service}/${operation}`, {
        ...environment,
        input: encodeValues(input),
      });
      if (answer.awsError) {
        const { code, message, status, members } = answer.awsError;
        throw new AwsError(code, message, { status, members: decodeValues(members) as Record<string, unknown> });
      }
      if (answer.error !== undefined) throw new VirgaError("RuntimeFailed", answer.error, { where: endpoint });
      return decodeValues(answer.output) as never;
    },
    nextChange: () =>
      new Promise((resolve) => {
        // The clock's timers let the process end; whoever waits here does not want that.
        const alive = new MessageChannel();
        alive.port1.ref();
        clock.at(clock.now() + askEvery, () => {
          alive.port1.close();
          resolve();
        });
      }),
    endpoint: () => endpoint,
  };
}

/** The accounts and regions that have stacks in a runtime in another process. */
export async function remoteEnvironments(endpoint: string): Promise<readonly Environment[]> {
  const answer = await request<{ readonly environments: readonly Environment[] }>(
    `${endpoint}/_virga/environments`,
    {},
  );
  return answer.environments;
}

function post(url: string, body: object): Promise<OperationAnswer> {
  return request(url, { method: "POST", body: JSON.stringify(body) });
}

async function request<T>(url: string, options: RequestInit): Promise<T> {
  try {
    return (await (await fetch(url, options)).json()) as T;
  } catch (thrown) {
    throw new VirgaError("NotRunning", "no Virga answers there", {
      where: url,
      hint: "start it with: virga up",
      cause: thrown,
    });
  }
}
