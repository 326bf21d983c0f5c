import type { AwsError } from "../../kernel/errors.ts";
import { subscriptionExists } from "./errors.ts";
import type { Consumer, Shard, Stream } from "./model.ts";

/** What a consumer subscribes to. */
export interface Subscribed {
  readonly stream: Stream;
  readonly consumer: Consumer;
  readonly shard: Shard;
}

/** A subscription as others see it. */
interface Subscription {
  readonly isOver: boolean;
  /** Lets it fail for its reader. */
  fail(error: AwsError): void;
  /** Ends it. */
  return(): Promise<unknown>;
}

/** How long a subscription cannot be taken over by another one, milliseconds. */
const settling = 5_000;
/** How many subscriptions that have ended are remembered while they can't be renewed. */
const mostRemembered = 10_000;

interface LatestSubscription {
  readonly since: number;
  readonly subscription: Subscription;
}

/** The subscriptions of this process: one at a time for a consumer and a shard. They end with the process. */
export class Subscriptions {
  readonly #latest = new Map<string, LatestSubscription>();

  /**
   * Makes a subscription; it takes over from one that is older than five seconds.
   * @throws AwsError ResourceInUseException
   */
  open<S extends Subscription>({ stream, consumer, shard }: Subscribed, now: number, make: () => S): S {
    const key = `${consumer.arn} ${shard.index}`;
    const before = this.#latest.get(key);
    // Back in time: the state went back to a snapshot.
    if (before && now >= before.since && now - before.since < settling) {
      throw subscriptionExists(stream, shard.index, consumer.name);
    }
    before?.subscription.fail(subscriptionExists(stream, shard.index, consumer.name));
    if (this.#latest.size >= mostRemembered) this.#forgetEnded(now);
    const subscription = make();
    this.#latest.set(key, { since: now, subscription });
    return subscription;
  }

  #forgetEnded(now: number): void {
    for (const [key, { since, subscription }] of this.#latest) {
      if (subscription.isOver && (now < since || now - since >= settling)) this.#latest.delete(key);
    }
  }

  /** Ends all. */
  close(): void {
    for (const { subscription } of this.#latest.values()) void subscription.return();
    this.#latest.clear();
  }
}
