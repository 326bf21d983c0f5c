import { formatArn } from "../../kernel/arns.ts";
import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";

/** What a call on one stack must be allowed to do; a name stands for every stack of that name. */
export function stackAction(action: string) {
  return (call: Call<unknown>, input: { readonly StackName?: string | undefined }): AuthorizationRequest => ({
    action: `cloudformation:${action}`,
    resource: stackResource(call, input.StackName),
  });
}

/** What a call on no stack in particular must be allowed to do. */
export function anyStackAction(action: string) {
  return (): AuthorizationRequest => ({ action: `cloudformation:${action}`, resource: "*" });
}

function stackResource({ account, region }: Call<unknown>, name: string | undefined): string {
  if (name === undefined) return "*";
  return name.startsWith("arn:") ? name : formatArn("cloudformation", region, account, `stack/${name}/*`);
}
