import type { ApiRecord, DeploymentRecord, Place, StageRecord } from "../records.ts";
import { type CompiledApi, compileApi } from "./compiled-api.ts";

/** A stage with what is deployed on it. */
export interface ServedStage {
  readonly place: Place;
  readonly api: ApiRecord;
  readonly stage: StageRecord;
  readonly deployment: DeploymentRecord;
}

/** A stage that can answer requests. */
export interface DeployedStage extends Omit<ServedStage, "deployment"> {
  readonly deploymentId: string;
  readonly compiled: CompiledApi;
}

/** The stages that are being served: each is read and compiled on its first request, and kept until a stage changes. */
export class DeployedStages {
  readonly #load: (restApiId: string, stageName: string) => ServedStage | undefined;
  readonly #stages = new Map<string, DeployedStage>();

  constructor(load: (restApiId: string, stageName: string) => ServedStage | undefined) {
    this.#load = load;
  }

  /** The stage, or undefined if there is no such stage or API. */
  find(restApiId: string, stageName: string): DeployedStage | undefined {
    const name = `${restApiId}/${stageName}`;
    const kept = this.#stages.get(name);
    if (kept !== undefined) return kept;
    const served = this.#load(restApiId, stageName);
    if (served === undefined) return undefined;
    const { deployment, ...rest } = served;
    const stage = { ...rest, deploymentId: deployment.id, compiled: compileApi(deployment.snapshot, served) };
    this.#stages.set(name, stage);
    return stage;
  }

  /** Forgets what the stage's authorizers have said. */
  flushAuthorizers(restApiId: string, stageName: string): void {
    for (const authorizer of this.#stages.get(`${restApiId}/${stageName}`)?.compiled.authorizers.values() ?? []) {
      authorizer.flush();
    }
  }

  clear(): void {
    this.#stages.clear();
  }
}
