import type { Bus } from "../kernel/bus.ts";
import { key } from "../kernel/keys.ts";
import type { ServiceHost } from "../kernel/service.ts";
import type { InputOf, OperationName, OutputOf, ServiceName } from "../kernel/service-clients.ts";
import type { Environment } from "./assembly.ts";

/** The AWS that an app is deployed to: this process's own runtime, or one that runs in another process. */
export interface Cloud {
  /** Calls an operation as the account's root. Errors are `AwsError`. */
  call<S extends ServiceName, O extends OperationName<S>>(
    service: S,
    operation: O,
    input: InputOf<S, O>,
    environment: Environment,
  ): Promise<OutputOf<S, O>>;
  /** Resolves when the state of a stack may have changed since the last time. */
  nextChange(): Promise<void>;
  /** `http://localhost:4566` */
  endpoint(): string;
}

/** The cloud of a runtime in this process. */
export function cloudOf(host: ServiceHost): Cloud {
  const { bus, store, settings } = host;
  return {
    call: callOn(bus),
    nextChange: () =>
      new Promise((resolve) => {
        const stop = store.watch(key("cloudformation"), () => {
          stop();
          // What follows at once is looked at together with it.
          setImmediate(resolve);
        });
      }),
    endpoint: () => settings.endpoint(),
  };
}

function callOn(bus: Bus): Cloud["call"] {
  return (service, operation, input, { account, region }) =>
    bus.call(service, operation, input, { principal: { kind: "root", account }, account, region });
}
