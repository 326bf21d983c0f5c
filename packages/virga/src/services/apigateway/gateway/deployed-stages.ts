import type { ThrottleSettings } from "@aws-sdk/client-api-gateway";
import type { ApiRecord, DeploymentRecord, Place, StageRecord } from "../records.ts";
import { type CompiledApi, compileApi } from "./compiled-api.ts";

/** A stage with what is deployed on it. */
export interface ServedStage {
  readonly place: Place;
  readonly api: ApiRecord;
  readonly stage: StageRecord;
  readonly deployment: DeploymentRecord;
  readonly isCanary: boolean;
  /** Of all requests to the account's APIs in the region. */
  readonly accountLimits: Required<ThrottleSettings>;
}

/** A stage that can answer requests. */
export interface DeployedStage extends Omit<ServedStage, "deployment"> {
  readonly deploymentId: string;
  readonly compiled: CompiledApi;
}

/** Reads a stage, or its canary. */
type LoadStage = (restApiId: string, stageName: string, ofCanary: boolean) => ServedStage | undefined;

function releaseName(restApiId: string, stageName: string, ofCanary: boolean): string {
  return `${restApiId}/${stageName}${ofCanary ? "/Canary" : ""}`;
}

/** The stages that are being served: each is read and compiled on its first request, and kept until a stage changes. */
export class DeployedStages {
  readonly #load: LoadStage;
  readonly #random: () => number;
  readonly #stages = new Map<string, DeployedStage>();

  /** @param random from 0 to 1, draws the requests that a canary gets */
  constructor(load: LoadStage, random: () => number) {
    this.#load = load;
    this.#random = random;
  }

  /** The stage, or its canary for its share of the requests; undefined if there is no such stage or API. */
  find(restApiId: string, stageName: string): DeployedStage | undefined {
    const stage = this.#release(restApiId, stageName, false);
    const { percentTraffic = 0 } = stage?.stage.canarySettings ?? {};
    if (percentTraffic === 0 || this.#random() * 100 >= percentTraffic) return stage;
    return this.#release(restApiId, stageName, true);
  }

  #release(restApiId: string, stageName: string, ofCanary: boolean): DeployedStage | undefined {
    const name = releaseName(restApiId, stageName, ofCanary);
    const kept = this.#stages.get(name);
    if (kept !== undefined) return kept;
    const served = this.#load(restApiId, stageName, ofCanary);
    if (served === undefined) return undefined;
    const { deployment, ...rest } = served;
    const stage = { ...rest, deploymentId: deployment.id, compiled: compileApi(deployment.snapshot, served) };
    this.#stages.set(name, stage);
    return stage;
  }

  /** Forgets what the stage's authorizers have said. */
  flushAuthorizers(restApiId: string, stageName: string): void {
    for (const ofCanary of [false, true]) {
      const stage = this.#stages.get(releaseName(restApiId, stageName, ofCanary));
      for (const authorizer of stage?.compiled.authorizers.values() ?? []) authorizer.flush();
    }
  }

  clear(): void {
    this.#stages.clear();
  }
}
