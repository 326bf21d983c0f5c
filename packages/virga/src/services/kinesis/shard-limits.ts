import { mebibyte } from "./model.ts";

/** What was used of a shard within a second, and what bytes of seconds before are still to be worked off. */
interface Usage {
  since: number;
  calls: number;
  bytes: number;
}

const second = 1000;
/** How many shards are remembered; of those that rest nothing needs to be known. */
const mostShards = 10_000;

/** How much each shard is used, in seconds of the clock that begin with a first use. Nothing of it is kept over a restart. */
class Rates {
  readonly #mostCalls: number;
  readonly #bytesPerSecond: number;
  readonly #usages = new Map<string, Usage>();

  constructor(mostCalls: number, bytesPerSecond: number) {
    this.#mostCalls = mostCalls;
    this.#bytesPerSecond = bytesPerSecond;
  }

  usage(shard: string, now: number): Usage {
    let usage = this.#usages.get(shard);
    if (!usage) {
      if (this.#usages.size >= mostShards) this.#forgetResting(now);
      usage = { since: now, calls: 0, bytes: 0 };
      this.#usages.set(shard, usage);
    }
    // Back in time: the state went back to a snapshot.
    if (now < usage.since) Object.assign(usage, { since: now, calls: 0, bytes: 0 });
    const seconds = Math.floor((now - usage.since) / second);
    if (seconds > 0) {
      usage.bytes = Math.max(0, usage.bytes - seconds * this.#bytesPerSecond);
      usage.calls = 0;
      usage.since = usage.bytes > 0 ? usage.since + seconds * second : now;
    }
    return usage;
  }

  #forgetResting(now: number): void {
    for (const [shard, { since, bytes }] of this.#usages) {
      if (since + second * (1 + bytes / this.#bytesPerSecond) <= now || now < since) this.#usages.delete(shard);
    }
    if (this.#usages.size >= mostShards) this.#usages.clear();
  }

  get mostCalls(): number {
    return this.#mostCalls;
  }

  get bytesPerSecond(): number {
    return this.#bytesPerSecond;
  }
}

/**
 * What a shard takes and gives: 1,000 records and 1 MiB a second in, 5 calls and 2 MiB a second out.
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export class ShardLimits {
  readonly #writes = new Rates(1_000, mebibyte);
  readonly #reads = new Rates(5, 2 * mebibyte);

  /** Takes a record of so many bytes, unless it is too much. One that is larger than a second's share is taken and worked off. */
  takeRecord(shard: string, bytes: number, now: number): boolean {
    const usage = this.#writes.usage(shard, now);
    if (usage.calls >= this.#writes.mostCalls) return false;
    if (usage.bytes > 0 && usage.bytes + bytes > this.#writes.bytesPerSecond) return false;
    usage.calls++;
    usage.bytes += bytes;
    return true;
  }

  /** Takes a call that reads, unless there were too many or they read too much. */
  takeRead(shard: string, now: number): boolean {
    const usage = this.#reads.usage(shard, now);
    if (usage.calls >= this.#reads.mostCalls || usage.bytes >= this.#reads.bytesPerSecond) return false;
    usage.calls++;
    return true;
  }

  /** Counts what a call has read. */
  countRead(shard: string, bytes: number, now: number): void {
    this.#reads.usage(shard, now).bytes += bytes;
  }
}
