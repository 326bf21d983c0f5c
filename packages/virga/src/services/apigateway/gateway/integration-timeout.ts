import type { Exchange } from "./exchange.ts";
import { integrationTimedOut } from "./failure.ts";

/**
 * Waits for an integration no longer than it may take.
 *
 * @throws GatewayFailure INTEGRATION_TIMEOUT
 */
export function withinTime<T>({ call }: Exchange, milliseconds: number, work: Promise<T>): Promise<T> {
  const { clock } = call.host;
  return new Promise((resolve, reject) => {
    const timer = clock.at(clock.now() + milliseconds, () => reject(integrationTimedOut()));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
