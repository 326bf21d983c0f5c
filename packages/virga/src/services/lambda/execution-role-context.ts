import { parseArn } from "../../kernel/arns.ts";
import type { CallContext } from "../../kernel/bus.ts";
import type { ServiceHost } from "../../kernel/service.ts";
import type { Span } from "../../kernel/trace.ts";
import { type FunctionVersion, functionArn } from "./model.ts";

/** Whose role is taken on. */
export type RoleHolder = Pick<FunctionVersion, "account" | "region" | "functionName" | "role">;

/** The context of calls that Lambda makes on `target` as a function's role. @throws AwsError AccessDenied */
export function roleContext(
  { iam, clock }: Pick<ServiceHost, "iam" | "clock">,
  holder: RoleHolder,
  target: string,
  span: Span,
  sessionName: string = holder.functionName,
): CallContext {
  const { account, region, role } = holder;
  const sourceArn = functionArn(holder);
  const by = { kind: "service", service: "lambda.amazonaws.com", sourceArn, sourceAccount: account } as const;
  const call = { account, region, now: clock.now(), span };
  const principal = iam.assumeRole({ roleArn: role, sessionName, by }, call);
  return { principal, account, region: parseArn(target).region || region, span };
}
