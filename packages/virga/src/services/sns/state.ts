import type { ServiceHost } from "../../kernel/service.ts";

/** All records of SNS. */
export class SnsState {
  readonly host: ServiceHost;

  constructor(host: ServiceHost) {
    this.host = host;
  }
}
