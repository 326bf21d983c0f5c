import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import type { TestCloud } from "virga/testing";

interface Statement {
  readonly Action: string | readonly string[];
}

/** Takes an action away from what a role's inline policies allow; gives what gives it back. */
export async function withoutAction(cloud: TestCloud, RoleName: string, action: string): Promise<() => Promise<void>> {
  const iam = cloud.client(IAMClient);
  const withdrawn: PutRolePolicyCommand[] = [];
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) {
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    const text = decodeURIComponent(PolicyDocument);
    withdrawn.push(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: text }));
    const document = JSON.parse(text) as { readonly Statement: readonly Statement[] };
    const statements = document.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((each) => each !== action),
    }));
    const left = { ...document, Statement: statements.filter(({ Action }) => Action.length > 0) };
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(left) }));
  }
  return async () => {
    for (const command of withdrawn) await iam.send(command);
  };
}
