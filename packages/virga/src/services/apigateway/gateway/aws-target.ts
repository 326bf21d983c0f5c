import type { Bus } from "../../../kernel/bus.ts";
import { configurationError } from "./failure.ts";

/** Where an AWS integration's request goes: `arn:aws:apigateway:<region>:[<subdomain>.]<service>:action|path/<rest>`. */
export interface AwsTarget {
  readonly region: string;
  readonly service: string;
  readonly host: string;
  readonly path: string;
  /** Without `?`; empty if there is none. */
  readonly query: string;
  /** The headers that the service's protocol wants. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads the URIs of an integration, with path and stage variables filled in; the same one again is not read again. */
export function createAwsTargetReader(): (uri: string, bus: Bus) => AwsTarget {
  let last: { readonly uri: string; readonly target: AwsTarget } | undefined;
  return (uri, bus) => {
    if (last?.uri !== uri) last = { uri, target: readAwsTarget(uri, bus) };
    return last.target;
  };
}

function readAwsTarget(uri: string, bus: Bus): AwsTarget {
  const match = /^arn:aws[\w-]*:apigateway:([\w-]+):(?:([\w-]+)\.)?([\w-]+):(action|path)\/([\s\S]*)$/.exec(uri);
  if (match === null) throw configurationError(`The integration's URI ${uri} is malformed`);
  const [, region = "", subdomain, service = "", kind, rest = ""] = match;
  const [head = "", query = ""] = divide(rest, "?");
  if (kind === "path") {
    const host = hostOf(service, region, subdomain);
    return { region, service, host, path: `/${head}`, query, headers: { "content-type": "application/json" } };
  }
  const [action = "", parameters = ""] = divide(rest, "&");
  return { region, service, ...actionTarget(bus, service, region, subdomain, action, parameters) };
}

function actionTarget(
  bus: Bus,
  service: string,
  region: string,
  subdomain: string | undefined,
  action: string,
  parameters: string,
): Pick<AwsTarget, "host" | "path" | "query" | "headers"> {
  const protocol = bus.protocolOf(service);
  if (protocol?.targetPrefix !== undefined && protocol.protocol === "json") {
    const headers = {
      "content-type": `application/x-amz-json-${protocol.jsonVersion ?? "1.0"}`,
      "x-amz-target": `${protocol.targetPrefix}.${action}`,
    };
    const isSync = service === "states" && action === "StartSyncExecution";
    return {
      host: hostOf(service, region, isSync ? "sync" : subdomain, isSync ? "-" : "."),
      path: "/",
      query: "",
      headers,
    };
  }
  const version = parameters.includes("Version=") ? "" : `&Version=${protocol?.apiVersion ?? ""}`;
  return {
    host: hostOf(service, region, subdomain),
    path: "/",
    query: `Action=${action}${parameters === "" ? "" : `&${parameters}`}${version}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  };
}

function hostOf(service: string, region: string, subdomain: string | undefined, separator = "."): string {
  const prefix = subdomain === undefined ? "" : `${subdomain}${separator}`;
  return `${prefix}${service}.${region}.amazonaws.com`;
}

function divide(text: string, separator: string): readonly [string, string] {
  const index = text.indexOf(separator);
  return index === -1 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}
