import type { AuthorizationRequest } from "../../kernel/iam/ports.ts";
import type { Call } from "../../kernel/service.ts";
import { parseLayerName } from "./layer-versions.ts";
import { layerArn, policyDocument } from "./model.ts";
import { parseFunctionName, qualifiedArn } from "./names.ts";
import type { LambdaState } from "./state.ts";

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */

type LambdaCall = Call<LambdaState>;

interface NamesFunction {
  readonly FunctionName?: string | undefined;
  readonly Qualifier?: string | undefined;
}

/** The caller must be allowed an action on the function, version or alias that the input names. */
export function onFunction(
  operation: string,
): (call: LambdaCall, input: NamesFunction, context?: AuthorizationRequest["context"]) => AuthorizationRequest {
  return (call, { FunctionName = "", Qualifier }, context) => {
    const name = parseFunctionName(call, FunctionName, Qualifier);
    const resourcePolicy = call.state.policyText(call.state.reader, name);
    return {
      action: `lambda:${operation}`,
      resource: qualifiedArn(name),
      ...(resourcePolicy === undefined ? {} : { resourcePolicy }),
      ...(context && { context }),
    };
  };
}

/** The caller must be allowed an action that has no resource. */
export function onEverything(operation: string): () => AuthorizationRequest {
  return () => ({ action: `lambda:${operation}`, resource: "*" });
}

/** The caller must be allowed an action on the function whose ARN the input has. */
export function onTagged(
  operation: string,
): (call: LambdaCall, input: { readonly Resource?: string | undefined }) => AuthorizationRequest {
  return (_call, { Resource = "*" }) => ({ action: `lambda:${operation}`, resource: Resource });
}

interface NamesLayer {
  readonly LayerName?: string | undefined;
  readonly VersionNumber?: number | undefined;
}

/** The caller must be allowed an action on the layer that the input names. */
export function onLayer(operation: string): (call: LambdaCall, input: NamesLayer) => AuthorizationRequest {
  return (call, { LayerName = "" }) => {
    const layer = parseLayerName(call, LayerName);
    return { action: `lambda:${operation}`, resource: layerArn(layer, layer.layerName) };
  };
}

/** The caller must be allowed an action on the version of a layer that the input names. */
export function onLayerVersion(operation: string): (call: LambdaCall, input: NamesLayer) => AuthorizationRequest {
  return (call, { LayerName = "", VersionNumber = 0 }) => {
    const layer = parseLayerName(call, LayerName);
    const policy = call.state.layers.policy(call.state.reader, layer, Math.max(VersionNumber, 0));
    return {
      action: `lambda:${operation}`,
      resource: layerArn(layer, layer.layerName, VersionNumber),
      ...(policy && { resourcePolicy: policyDocument(policy) }),
    };
  };
}
