import type { ServiceHost } from "../../../kernel/service.ts";
import type { Span } from "../../../kernel/trace.ts";
import type { FunctionVersion } from "../model.ts";
import { CodeFolders } from "./code-folders.ts";
import { ExecutionEnvironment } from "./environment.ts";
import { EnvironmentLog } from "./environment-log.ts";
import { environmentVariables } from "./environment-variables.ts";
import { LogShipper } from "./log-shipper.ts";
import { NodeChannel, type NodeSettings } from "./node-channel.ts";
import { ProcessWarden } from "./process-warden.ts";
import { ProgramProcess } from "./program-process.ts";
import { RoleSessions } from "./role-sessions.ts";
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
    const longest = isProvisioned ? Math.max(longestProvisionedInit, version.timeout) : longestInit;
    const session = await this.sessions.session(version, span);
    const endpoint = await host.reachableEndpoint();
    const code = await this.#folders.folder([version.code]);
    const layerCodes = version.layers.map((layer) => layer.code);
    const layers = layerCodes.length === 0 ? undefined : await this.#folders.folder(layerCodes);
    const folders = { taskRoot: code.path, layerRoot: layers?.path };
    const program = await programOf(version, folders);
    const { account, region } = version;
    const stream = this.#streamName(version);
    const context = { principal: session.principal, account, region };
    const logStream = this.shipper.stream({ group: version.logging.group, stream, context });
    logStream.span = span;
    const log = new EnvironmentLog(version, logStream, host.clock);
    const environment = new ExecutionEnvironment({
      host,
      version,
      log,
      credentialsExpireAt: session.expiresAt,
      isProvisioned,
      onIdle: (idle) => owner.onIdle(idle),
      onEnd: (ended) => {
        for (const folder of [code, layers]) if (folder) this.#folders.release(folder);
        owner.onEnd(ended);
      },
    });
    const { machineClock } = host;
    if (program.problem !== undefined) {
      environment.cannotStart(program.problem);
      return environment;
    }
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
    const child = new ProgramProcess(
      { program, folder: code.path, variables, warden: this.#warden, machineClock },
      environment,
    );
    api?.listen(environment);
    const settings = this.#nodeSettings(version, {
      layerRoot: layers?.path,
      compileCache: code.compileCache,
      endpoint,
    });
    environment.attach(child, api ?? new NodeChannel(child.child, settings, environment));
    const limit = machineClock.at(machineClock.now() + (within ?? longest) * 1_000, () =>
      environment.startTimedOut(version.timeout),
    );
    void environment.started.then(() => limit.cancel());
    return environment;
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
