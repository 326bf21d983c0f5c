import type { Invocation } from "./invocation.ts";

/** A domain under its names, with the stages that its base paths lead to. */
interface ServedDomain {
  /** In lower case; one that begins with `*.` stands for all names one label below. */
  readonly domainName: string;
  readonly regionalDomainName?: string;
  readonly mappings: readonly {
    readonly basePath: string;
    readonly restApiId: string;
    readonly stage?: string;
  }[];
}

interface DomainRoutes {
  /** By base path; the root's is empty. */
  readonly targets: ReadonlyMap<string, { readonly restApiId: string; readonly stage?: string }>;
}

const mostRemembered = 1_000;

/** The custom domains that are being served: read when a request comes, and kept until one of them changes. */
export class CustomDomains {
  readonly #load: () => readonly ServedDomain[];
  #domains: ReadonlyMap<string, DomainRoutes> | undefined;
  /** Hosts as they were sent, with what they were found to be. */
  readonly #hosts = new Map<string, { readonly name: string; readonly routes: DomainRoutes } | undefined>();

  constructor(load: () => readonly ServedDomain[]) {
    this.#load = load;
  }

  /** Whether a `Host`, with or without its port, is a custom domain's, itself or below `localhost`. */
  has(host: string): boolean {
    return this.#find(host) !== undefined;
  }

  /** The stage that a request is for: by its first part as the base path, or by the domain's root. Undefined if it is for none. */
  route(host: string, path: string): Invocation | undefined {
    const domain = this.#find(host);
    if (domain === undefined) return undefined;
    const { targets } = domain.routes;
    const [basePath, below] = cutFirst(path);
    const isMapped = basePath !== "" && targets.has(basePath);
    const target = targets.get(isMapped ? basePath : "");
    if (target === undefined) return undefined;
    const rest = isMapped ? below : path;
    const { restApiId } = target;
    const customDomain = domain.name;
    if (target.stage !== undefined) return { restApiId, stageName: target.stage, path: rest, customDomain };
    const [stageName, belowStage] = cutFirst(rest);
    return { restApiId, stageName, path: belowStage, customDomain };
  }

  /** Reads the domains anew when the next request comes. */
  clear(): void {
    this.#domains = undefined;
    this.#hosts.clear();
  }

  #find(host: string): { readonly name: string; readonly routes: DomainRoutes } | undefined {
    this.#domains ??= readDomains(this.#load());
    if (this.#domains.size === 0) return undefined;
    if (this.#hosts.has(host)) return this.#hosts.get(host);
    const name = host
      .toLowerCase()
      .replace(/:\d*$/, "")
      .replace(/\.localhost$/, "");
    const wildcard = name.replace(/^[^.]+/, "*");
    const routes = this.#domains.get(name) ?? this.#domains.get(wildcard);
    const found = routes && { name, routes };
    if (this.#hosts.size >= mostRemembered) this.#hosts.clear();
    this.#hosts.set(host, found);
    return found;
  }
}

function readDomains(domains: readonly ServedDomain[]): ReadonlyMap<string, DomainRoutes> {
  const read = new Map<string, DomainRoutes>();
  for (const { domainName, regionalDomainName, mappings } of domains) {
    const targets = new Map(mappings.map((each) => [each.basePath === "(none)" ? "" : each.basePath, each]));
    // The same name in two regions: the first one answers, the other one under its regional name.
    if (!read.has(domainName)) read.set(domainName, { targets });
    if (regionalDomainName === undefined) continue;
    read.set(regionalDomainName, { targets });
    // Below localhost such a host needs no region.
    read.set(regionalDomainName.split(".", 2).join("."), { targets });
  }
  return read;
}

/** `/a/b/c` as `a` and `/b/c`. */
function cutFirst(path: string): readonly [string, string] {
  const slash = path.indexOf("/", 1);
  return slash < 0 ? [path.slice(1), "/"] : [path.slice(1, slash), path.slice(slash)];
}
