import type { LogEvent, LogStream } from "./model.ts";

/** An event with the stream that it is of. */
export interface StreamEvent {
  readonly stream: LogStream;
  readonly event: LogEvent;
}

interface Head extends StreamEvent {
  readonly rest: Iterator<LogEvent>;
}

/** Time first, then the streams' names, then the order within the stream. */
function before(left: Head, right: Head): boolean {
  if (left.event.timestamp !== right.event.timestamp) return left.event.timestamp < right.event.timestamp;
  if (left.stream.name !== right.stream.name) return left.stream.name < right.stream.name;
  return left.event.number < right.event.number;
}

/** A binary heap of the streams' next events. */
class Heads {
  readonly #heads: Head[] = [];

  get size(): number {
    return this.#heads.length;
  }

  push(head: Head): void {
    this.#heads.push(head);
    let index = this.#heads.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(this.#heads[index]!, this.#heads[parent]!)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  pop(): Head {
    const top = this.#heads[0]!;
    const last = this.#heads.pop()!;
    if (this.#heads.length === 0) return top;
    this.#heads[0] = last;
    let index = 0;
    for (;;) {
      let smallest = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (child < this.#heads.length && before(this.#heads[child]!, this.#heads[smallest]!)) smallest = child;
      }
      if (smallest === index) return top;
      this.#swap(index, smallest);
      index = smallest;
    }
  }

  #swap(left: number, right: number): void {
    [this.#heads[left], this.#heads[right]] = [this.#heads[right]!, this.#heads[left]!];
  }
}

/** Merges the events of many streams into one sequence in the order of time. */
export function* mergeStreams(
  sources: Iterable<readonly [stream: LogStream, events: Iterator<LogEvent>]>,
): Generator<StreamEvent> {
  const heads = new Heads();
  const advance = (stream: LogStream, rest: Iterator<LogEvent>) => {
    const { value, done } = rest.next();
    if (!done) heads.push({ stream, event: value, rest });
  };
  for (const [stream, events] of sources) advance(stream, events);
  while (heads.size > 0) {
    const { stream, event, rest } = heads.pop();
    yield { stream, event };
    advance(stream, rest);
  }
}
