import { after, before, evenStarts, hashKeyText, openShards } from "./hash-keys.ts";
import type { Shard, Stream } from "./model.ts";

const lastHashKey = "f".repeat(32);

/** The shards of a new stream: even ranges of all hash keys. */
export function firstShards(count: number, now: number): Pick<Stream, "shards" | "nextShard" | "epoch"> {
  const epoch = Math.floor(now / 1000);
  const starts = evenStarts(count);
  const shards = starts.map((start, index) => {
    const next = starts[index + 1];
    return { index, start, end: next === undefined ? lastHashKey : before(next), epoch, created: now };
  });
  return { shards, nextShard: count, epoch };
}

/** Closes shards and gives the stream new ones in their place. */
function replace(
  stream: Stream,
  closing: readonly Shard[],
  ranges: readonly (readonly [start: string, end: string])[],
  now: number,
): Stream {
  const epoch = Math.max(Math.floor(now / 1000), stream.epoch + 1);
  const [parent, adjacent] = closing;
  const added = ranges.map(
    ([start, end], index): Shard => ({
      index: stream.nextShard + index,
      start,
      end,
      parent: parent!.index,
      ...(adjacent && { adjacentParent: adjacent.index }),
      epoch,
      created: now,
    }),
  );
  const kept = stream.shards.map((shard) => (closing.includes(shard) ? { ...shard, closed: now } : shard));
  return { ...stream, shards: [...kept, ...added], nextShard: stream.nextShard + added.length, epoch };
}

/** Splits a shard: the second child begins with `start`. */
export function split(stream: Stream, shard: Shard, start: string, now: number): Stream {
  return replace(
    stream,
    [shard],
    [
      [shard.start, before(start)],
      [start, shard.end],
    ],
    now,
  );
}

/** Merges a shard with an adjacent one. */
export function merge(stream: Stream, shard: Shard, adjacent: Shard, now: number): Stream {
  const [low, high] = shard.start < adjacent.start ? [shard, adjacent] : [adjacent, shard];
  return replace(stream, [shard, adjacent], [[low.start, high.end]], now);
}

export function areAdjacent(left: Shard, right: Shard): boolean {
  const [low, high] = left.start < right.start ? [left, right] : [right, left];
  return low.end !== lastHashKey && after(low.end) === high.start;
}

/** Whether a hash key may be where the second child of a shard begins. */
export function canSplitAt({ start, end }: Shard, hashKey: string): boolean {
  return BigInt(hashKeyText(hashKey)) > BigInt(hashKeyText(start)) + 1n && hashKey < end;
}

/** Splits and merges until there are so many open shards of even ranges. Shards in between are closed at once. */
export function scale(stream: Stream, count: number, now: number): Stream {
  const starts = new Set(evenStarts(count));
  let scaled = stream;
  for (const start of starts) {
    const shard = openShards(scaled).find((open) => open.start < start && start <= open.end);
    if (shard) scaled = split(scaled, shard, start, now);
  }
  for (;;) {
    const open = openShards(scaled);
    const needless = open.findIndex(({ start }) => !starts.has(start));
    if (needless < 0) return scaled;
    scaled = merge(scaled, open[needless - 1]!, open[needless]!, now);
  }
}
