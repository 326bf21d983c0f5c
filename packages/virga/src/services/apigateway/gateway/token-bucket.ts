/** Limits of a token bucket: tokens per second, and how many it holds. */
export interface BucketLimits {
  readonly rate: number;
  readonly burst: number;
}

interface Bucket {
  tokens: number;
  burst: number;
  filled: number;
}

const mostBuckets = 10_000;

/** Token buckets by name, filled on the cloud's clock. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();

  /** Takes a token, if there is one. */
  take(name: string, { rate, burst }: BucketLimits, now: number): boolean {
    const bucket = this.#buckets.get(name) ?? this.#add(name, burst, now);
    const passed = Math.max(0, now - bucket.filled);
    // What is taken stays taken when the limit is changed.
    const left = bucket.tokens + burst - bucket.burst;
    bucket.tokens = Math.min(burst, left + (passed * rate) / 1000);
    bucket.burst = burst;
    bucket.filled = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Fills all of them. */
  clear(): void {
    this.#buckets.clear();
  }

  #add(name: string, tokens: number, filled: number): Bucket {
    // A bucket that is forgotten is full again: with this many of them nobody is near a limit.
    if (this.#buckets.size >= mostBuckets) this.#buckets.clear();
    const bucket = { tokens, burst: tokens, filled };
    this.#buckets.set(name, bucket);
    return bucket;
  }
}
