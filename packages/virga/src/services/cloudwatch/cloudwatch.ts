import type { ServiceHost } from "../../kernel/service.ts";
import { CloudWatchState } from "./state.ts";

/** CloudWatch in a runtime: its records, metrics, and the evaluation of alarms. */
export class CloudWatch extends CloudWatchState {
  constructor(host: ServiceHost) {
    super(host);
    this.onEvaluation(() => {});
  }
}
