import type { ServiceHost } from "../../kernel/service.ts";
import { Deliveries } from "./deliveries.ts";
import { FilterPolicies } from "./filter-policy.ts";
import { SnsState } from "./state.ts";

/** SNS in a runtime: its records, and the deliveries that are under way. */
export class Sns extends SnsState {
  readonly deliveries: Deliveries;
  readonly filters = new FilterPolicies();

  constructor(host: ServiceHost) {
    super(host);
    this.deliveries = new Deliveries(this);
  }
}
