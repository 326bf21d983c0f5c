import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { FunctionVersion } from "../model.ts";
import { type CodeFolder, CodeFolders } from "./code-folders.ts";
import { ExecutionEnvironment } from "./environment.ts";
import { EnvironmentLog } from "./environment-log.ts";
import { environmentVariables } from "./environment-variables.ts";
import { LogShipper } from "./log-shipper.ts";
import { NodeChannel, type NodeSettings } from "./node-channel.ts";
import { ProcessWarden } from "./process-warden.ts";
import { ProgramProcess } from "./program-process.ts";
import { type RoleSession, RoleSessions } from "./role-sessions.ts";
import { RuntimeApi } from "./runtime-api.ts";
import { nodeLayerFolders, nodeVersionOf, programOf } from "./runtimes.ts";

/** Who is told of an environment's states. */
export interface EnvironmentOwner {
  onIdle(environment: ExecutionEnvironment): void;
  onEnd(environment: ExecutionEnvironment): void;
}

/**
 * Seconds that a start may take; provisioned ones may take as long as the function, if that is longer.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
const longestInit = 10;
const longestProvisionedInit = 130;

function longestStart({ timeout }: FunctionVersion, isProvisioned: boolean): number {
  return isProvisioned ? Math.max(longestProvisionedInit, timeout) : longestInit;
}

/** Starts execution environments: code on disk, credentials, log stream, process. */
export class EnvironmentStarter {
  readonly shipper: LogShipper;
  readonly sessions: RoleSessions;
  readonly #host: ServiceHost;
  readonly #folders: CodeFolders;
  readonly #warden = new ProcessWarden();

  constructor(host: ServiceHost) {
    this.#host = host;
    this.shipper = new LogShipper(host);
    this.sessions = new RoleSessions(host);
    this.#folders = new CodeFolders(host);
  }

  /**
   * Starts an environment, whose `started` resolves later. Its first invocation's time limit counts instead of that of a start if
   * `within` (seconds) is given.
   */
  async start(
    version: FunctionVersion,
    owner: EnvironmentOwner,
    { span, isProvisioned = false, within }: { span: Span; isProvisioned?: boolean; within?: number },
  ): Promise<ExecutionEnvironment> {
    const host = this.#host;
    const session = await this.sessions.session(version, span);
    const endpoint = await host.reachableEndpoint();
    const { code, layers } = await this.#codeOf(version);
    const folders = { taskRoot: code.path, layerRoot: layers?.path };
    const program = await programOf(version, folders);
    const stream = this.#streamName(version);
    const environment = new ExecutionEnvironment({
      host,
      version,
      log: this.#logOf(version, session, stream, span),
      credentialsExpireAt: session.expiresAt,
      isProvisioned,
      onIdle: (idle) => owner.onIdle(idle),
      onEnd: (ended) => {
        for (const folder of [code, layers]) if (folder) this.#folders.release(folder);
        owner.onEnd(ended);
      },
    });
    if (program.problem !== undefined) {
      environment.cannotStart(program.problem);
      return environment;
    }
    const { machineClock } = host;
    const api = program.speaks === "node" ? undefined : await RuntimeApi.listen(() => machineClock.now());
    const variables = environmentVariables({
      version,
      session,
      logStream: stream,
      ...folders,
      runtimeFolder: program.folder,
      endpoint,
      initializationType: isProvisioned ? "provisioned-concurrency" : "on-demand",
      runtimeVariables: { ...program.variables, ...api?.variables },
    });
    const launch = { program, folder: code.path, variables, warden: this.#warden, machineClock };
    const child = new ProgramProcess(launch, environment);
    api?.listen(environment);
    const { compileCache } = code;
    const settings = this.#nodeSettings(version, { layerRoot: folders.layerRoot, compileCache, endpoint });
    environment.attach(child, api ?? new NodeChannel(child.child, settings, environment));
    this.#limitStart(environment, version, within ?? longestStart(version, isProvisioned));
    return environment;
  }

  async #codeOf({
    code,
    layers,
  }: FunctionVersion): Promise<{ readonly code: CodeFolder; readonly layers?: CodeFolder }> {
    const own = await this.#folders.folder([code]);
    if (layers.length === 0) return { code: own };
    return { code: own, layers: await this.#folders.folder(layers.map((layer) => layer.code)) };
  }

  #logOf(version: FunctionVersion, { principal }: RoleSession, stream: string, span: Span): EnvironmentLog {
    const { account, region, logging } = version;
    const logStream = this.shipper.stream({ group: logging.group, stream, context: { principal, account, region } });
    logStream.span = span;
    return new EnvironmentLog(version, logStream, this.#host.clock);
  }

  /** @param seconds of the machine's time */
  #limitStart(environment: ExecutionEnvironment, { timeout }: FunctionVersion, seconds: number): void {
    const { machineClock } = this.#host;
    const limit = machineClock.at(machineClock.now() + seconds * 1_000, () => environment.startTimedOut(timeout));
    void environment.started.then(() => limit.cancel());
  }

  #nodeSettings(
    version: FunctionVersion,
    { layerRoot, ...given }: { layerRoot: string | undefined; compileCache: string; endpoint: string },
  ): NodeSettings {
    const { clock, machineClock } = this.#host;
    const nodeVersion = nodeVersionOf(version);
    return {
      ...given,
      handler: version.handler,
      logFormat: version.logging.format,
      virtual: clock !== machineClock,
      now: clock.now(),
      layerRoot,
      layerFolders: nodeLayerFolders(version, layerRoot),
      // The app's own packages, and those of Virga.
      runtimeFolders: [process.cwd(), import.meta.dirname],
      promisesOnly: nodeVersion >= 24,
      warnOfCallbacks: nodeVersion === 22,
    };
  }

  /** `YYYY/MM/DD/[version]<32 hex digits>` */
  #streamName({ version }: FunctionVersion): string {
    const date = new Date(this.#host.clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    return `${date}/[${version}]${this.#host.ids.hex(32)}`;
  }

  async close(): Promise<void> {
    this.#warden.close();
    await this.shipper.flush();
  }
}
