import { tryParseArn } from "../../../kernel/arns.ts";
import type { Call } from "../../../kernel/service.ts";
import { invalidParameter } from "../errors.ts";
import { type FunctionPlace, type LayerReference, policyDocument } from "../model.ts";
import type { LambdaState } from "../state.ts";

const mostLayers = 5;

/**
 * The layers that a function names. The caller must be allowed to get each of them.
 * @throws AwsError InvalidParameterValueException, AccessDeniedException
 */
export function resolveLayers(
  call: Call<LambdaState>,
  place: FunctionPlace,
  arns: readonly string[],
): readonly LayerReference[] {
  if (arns.length > mostLayers) throw invalidParameter(`Cannot reference more than ${mostLayers} layers.`);
  const seen = new Map<string, string>();
  return arns.map((arn) => {
    const layer = arn.slice(0, arn.lastIndexOf(":"));
    const other = seen.get(layer);
    if (other !== undefined) {
      throw invalidParameter(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${other} and ${arn} are versions of the same layer.`,
      );
    }
    seen.set(layer, arn);
    return resolveLayer(call, place, arn);
  });
}

function resolveLayer(call: Call<LambdaState>, place: FunctionPlace, arn: string): LayerReference {
  const { region = "", account = "", resource = "" } = tryParseArn(arn) ?? {};
  const [kind, layerName = "", version = ""] = resource.split(":");
  if (kind !== "layer") throw invalidParameter(`Layer version ${arn} does not exist.`);
  if (account === place.account && region !== place.region) {
    throw invalidParameter(
      `Layers are not in the same region as the function. Layers are expected to be in region ${place.region}.`,
    );
  }
  const { layers, reader } = call.state;
  const at = { account, region, layerName };
  const policy = layers.policy(reader, at, Number(version));
  const resourcePolicy = policy && policyDocument(policy);
  const request = { action: "lambda:GetLayerVersion", resource: arn, ...(resourcePolicy && { resourcePolicy }) };
  call.host.iam.authorize(call.principal, request, call);
  const found = layers.find(reader, at, Number(version));
  if (!found) throw invalidParameter(`Layer version ${arn} does not exist.`);
  return { arn, code: found.code };
}
