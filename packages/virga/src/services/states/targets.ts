import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import { routedVersion } from "./aliases.ts";
import type { StatesEngine, Target } from "./engine/engine.ts";
import { machineDoesNotExist } from "./errors.ts";
import { machineArn, parseMachineArn } from "./model.ts";

/**
 * What an ARN of a state machine, of one of its versions or of an alias stands for; an alias of two versions stands for one of
 * them, drawn by its weights. @throws AwsError StateMachineDoesNotExist
 */
export function resolveTarget(call: Call<StatesEngine>, arn: string): Target {
  const reference = parseMachineArn(arn);
  const { account, region } = reference;
  const machine = call.state.state.machine(reference);
  if (!machine) throw machineDoesNotExist(arn);
  if (reference.qualifier === undefined) return { account, region, machine, revision: machine.revision };
  const { state } = call.state;
  const alias = state.alias(reference);
  const qualifier = alias ? String(routedVersion(alias, call.host.ids.random())) : reference.qualifier;
  const version = state.version({ ...reference, qualifier });
  if (!version) throw machineDoesNotExist(arn);
  return {
    account,
    region,
    machine,
    revision: version.revision,
    versionArn: machineArn({ ...reference, qualifier }),
    ...(alias ? { aliasArn: arn } : {}),
  };
}

/** An IAM action on the resource that an ARN in the input names. */
export function onArn(action: string, arn: string | undefined): AuthorizationRequest {
  return { action: `states:${action}`, resource: arn ?? "*" };
}

/** The right to hand a role to Step Functions. */
export function passRole(roleArn: string | undefined): AuthorizationRequest {
  return {
    action: "iam:PassRole",
    resource: roleArn ?? "*",
    context: { "iam:PassedToService": "states.amazonaws.com" },
  };
}
