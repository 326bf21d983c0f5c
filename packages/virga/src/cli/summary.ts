import type { Cloud } from "../cdk/cloud.ts";
import type { DeployedStack } from "../cdk/deployment.ts";
import { describeApis, withLocalAddresses } from "./api-summary.ts";
import { formatDuration, type Terminal } from "./terminal.ts";

export interface SummaryOptions {
  readonly terminal: Terminal;
  readonly cloud: Cloud;
  readonly stacks: readonly DeployedStack[];
  readonly milliseconds: number;
}

/** Prints where everything is and what to do next. */
export async function printSummary({ terminal, cloud, stacks, milliseconds }: SummaryOptions): Promise<void> {
  const endpoint = cloud.endpoint();
  const title = (text: string) => terminal.line(`\n${terminal.paint("bold", text)}`);
  for (const { stack, description } of stacks) {
    const outputs = description.Outputs ?? [];
    if (outputs.length === 0) continue;
    title(`${stack.displayName}`);
    for (const { OutputKey, OutputValue = "", Description } of outputs) {
      const value = withLocalAddresses(OutputValue, endpoint);
      terminal.line(`  ${OutputKey} = ${terminal.paint("cyan", value)}`);
      if (Description !== undefined) {
        terminal.line(terminal.paint("dim", `    ${withLocalAddresses(Description, endpoint)}`));
      }
    }
  }
  const region = stacks[0]?.stack.environment.region;
  if (region !== undefined) {
    title("For every AWS SDK and the AWS CLI (any key is the account's root)");
    terminal.line(`  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`);
    terminal.line("  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test");
  }
  const apis = await describeApis(cloud, stacks);
  if (apis.length > 0) title("APIs");
  for (const { name, url } of apis) terminal.line(`  ${name}: ${terminal.paint("cyan", url)}`);
  const example = apis.find((api) => api.example !== undefined)?.example;
  if (example !== undefined) {
    title("Try it");
    terminal.line(`  ${example}`);
  }
  title("Console");
  terminal.line(`  ${terminal.paint("cyan", `${endpoint}/_virga/console/`)}: stacks, inbox, traces`);
  terminal.line(`\n${terminal.paint("green", "✔")} ready at ${endpoint} (${formatDuration(milliseconds)})`);
}
