import { useRefreshed } from "./refreshed.ts";
import { callAll, type Environment, environments } from "./runtime-api.ts";

interface Stack {
  readonly StackName?: string;
  readonly StackStatus?: string;
  readonly StackStatusReason?: string;
  readonly Outputs?: readonly { readonly OutputKey?: string; readonly OutputValue?: string }[];
}

interface Resource {
  readonly LogicalResourceId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType?: string;
  readonly ResourceStatus?: string;
}

interface DeployedStack {
  readonly environment: Environment;
  readonly stack: Stack;
  readonly resources: readonly Resource[];
}

async function stacksIn(environment: Environment): Promise<readonly DeployedStack[]> {
  const stacks = await callAll<{ readonly Stacks?: readonly Stack[]; readonly NextToken?: string }, Stack>(
    "cloudformation/DescribeStacks",
    environment,
    {},
    { token: "NextToken", items: ({ Stacks }) => Stacks },
  );
  return Promise.all(
    stacks.map(async (stack) => ({ environment, stack, resources: await resourcesOf(environment, stack) })),
  );
}

function resourcesOf(environment: Environment, { StackName }: Stack): Promise<readonly Resource[]> {
  return callAll<{ readonly StackResourceSummaries?: readonly Resource[]; readonly NextToken?: string }, Resource>(
    "cloudformation/ListStackResources",
    environment,
    { StackName },
    { token: "NextToken", items: ({ StackResourceSummaries }) => StackResourceSummaries },
  );
}

async function readStacks(): Promise<readonly DeployedStack[]> {
  return (await Promise.all((await environments()).map(stacksIn))).flat();
}

/** The stacks that are deployed, with their outputs and resources. */
export function OverviewPage() {
  const { value, error } = useRefreshed(readStacks);
  return (
    <>
      <h1>Stacks</h1>
      {error && <p class="bad">{error}</p>}
      {value?.length === 0 && <p class="dim">No stack is deployed.</p>}
      {value?.map((deployed) => (
        <ShownStack
          key={`${deployed.environment.account} ${deployed.environment.region} ${deployed.stack.StackName}`}
          {...deployed}
        />
      ))}
    </>
  );
}

function ShownStack({ environment, stack, resources }: DeployedStack) {
  const { StackName, StackStatus = "", StackStatusReason, Outputs = [] } = stack;
  const isBad = /FAILED|ROLLBACK/.test(StackStatus);
  return (
    <article>
      <header>
        <h2>{StackName}</h2>
        <span class={isBad ? "bad" : "dim"}>{StackStatus}</span>
        <span class="clock">
          {environment.account} {environment.region}
        </span>
      </header>
      {StackStatusReason !== undefined && <p class={isBad ? "bad" : "dim"}>{StackStatusReason}</p>}
      {Outputs.length > 0 && (
        <table>
          <tbody>
            {Outputs.map(({ OutputKey, OutputValue }) => (
              <tr key={OutputKey}>
                <th scope="row">{OutputKey}</th>
                <td>
                  <code>{OutputValue}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <details>
        <summary>{resources.length} resources</summary>
        <table>
          <tbody>
            {resources.map(({ LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatus = "" }) => (
              <tr key={LogicalResourceId}>
                <td>{ResourceType}</td>
                <td>
                  {LogicalResourceId}
                  <br />
                  <code class="dim">{PhysicalResourceId}</code>
                </td>
                <td class={ResourceStatus.includes("FAILED") ? "bad" : "dim"}>{ResourceStatus}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </article>
  );
}
