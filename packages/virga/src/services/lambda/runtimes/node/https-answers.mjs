import { syncBuiltinESMExports } from "node:module";

/** How the paths begin where CloudFormation takes answers. */
const responsePath = "/cloudformation-custom-resource-response-";

/**
 * Lets handlers of custom resources answer CloudFormation by `https.request`. Theirs, the CDK's among them, know that AWS's URLs are of
 * https and take only the host and the path of it; the engine's have a port and no TLS.
 */
export function answerAtEndpoint(endpoint) {
  const https = process.getBuiltinModule("node:https");
  const { hostname, port } = new URL(endpoint);
  const { request } = https;
  https.request = function requestOrAnswer(...given) {
    const [options] = given;
    if (!isAnswer(options, hostname)) return request.apply(this, given);
    const { protocol, defaultPort, agent, ...rest } = options;
    return process.getBuiltinModule("node:http").request({ ...rest, port }, ...given.slice(1));
  };
  syncBuiltinESMExports();
}

function isAnswer(options, engine) {
  if (typeof options !== "object" || !options?.path?.startsWith(responsePath)) return false;
  return (options.hostname ?? options.host) === engine;
}
