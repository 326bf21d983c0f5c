/** What a request's `Host` says: which service, where, and what stands before it. */
export interface HostName {
  /** The name before the first dot of the service's endpoint, such as `dynamodb` or `execute-api`. */
  readonly endpointPrefix?: string;
  readonly region?: string;
  /** The labels before the service's endpoint: a bucket, an API id, an account. Empty if there are none. */
  readonly prefix: string;
}

const suffixes = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".localhost"];
const region = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** The host without its port, in lower case. */
export function hostWithoutPort(host: string): string {
  const port = host.lastIndexOf(":");
  const name = port > host.lastIndexOf("]") ? host.slice(0, port) : host;
  return name.toLowerCase();
}

/**
 * Reads a host such as `dynamodb.us-east-1.amazonaws.com`, `bucket.s3.localhost:4566` or
 * `abc123.execute-api.localhost`. `endpointPrefixes` are the names that may stand for a service.
 */
export function parseHost(host: string, endpointPrefixes: ReadonlySet<string>): HostName {
  const name = hostWithoutPort(host);
  const suffix = suffixes.find((candidate) => name.endsWith(candidate));
  if (suffix === undefined) return { prefix: "" };
  const labels = name.slice(0, -suffix.length).split(".");
  for (let index = labels.length - 1; index >= 0; index--) {
    const label = labels[index]!;
    if (region.test(label) || label === "dualstack" || label === "fips") continue;
    const found = endpointOf(label, endpointPrefixes);
    if (found === undefined) continue;
    const where = labels.slice(index + 1).find((candidate) => region.test(candidate));
    const prefix = labels.slice(0, index).join(".");
    return { endpointPrefix: found, prefix, ...(where === undefined ? {} : { region: where }) };
  }
  return { prefix: labels.join(".") };
}

/** `sync-states` is an endpoint of `states`, `s3-us-west-2` one of `s3`. */
function endpointOf(label: string, endpointPrefixes: ReadonlySet<string>): string | undefined {
  if (endpointPrefixes.has(label)) return label;
  const after = label.slice(label.indexOf("-") + 1);
  if (endpointPrefixes.has(after)) return after;
  const before = label.slice(0, label.indexOf("-"));
  return label.includes("-") && region.test(after) && endpointPrefixes.has(before) ? before : undefined;
}
