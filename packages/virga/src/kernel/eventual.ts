/** What may be there already: a promise costs turns of the microtask queue that most answers need not take. */
export type Eventual<T> = T | Promise<T>;

/** Goes on with a value, at once if it is there. */
export function whenThere<T, R>(value: Eventual<T>, next: (value: T) => Eventual<R>): Eventual<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
