import type { Eventual } from "./eventual.ts";

/** An async iterable whose values are changed one by one as they are taken. Ending it ends the source at once. */
export function mapAsync<T, R>(source: AsyncIterable<T>, change: (value: T) => Eventual<R>): AsyncIterable<R> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      return {
        async next() {
          const { done, value } = await iterator.next();
          return done ? { done, value: undefined } : { done: false, value: await change(value) };
        },
        async return() {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
