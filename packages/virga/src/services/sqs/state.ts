import type { ServiceHost } from "../../kernel/service.ts";

/** All records of SQS. */
export class SqsState {
  readonly host: ServiceHost;

  constructor(host: ServiceHost) {
    this.host = host;
  }
}
