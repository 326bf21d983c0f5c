import type { ServiceHost } from "../../kernel/service.ts";

/** All records of Lambda. */
export class LambdaState {
  readonly host: ServiceHost;

  constructor(host: ServiceHost) {
    this.host = host;
  }
}
