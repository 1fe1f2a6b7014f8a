/**
 * An iteration that can be ended while it waits: the `return` of a generator would only be heard
 * after its next value, which for a quiet subscription may be never.
 */
export function cancellable<T>(source: AsyncGenerator<T>, cancel: () => void): AsyncIterableIterator<T> {
  let isCancelled = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const step = await source.next();
      return isCancelled ? { done: true, value: undefined } : step;
    },
    async return() {
      isCancelled = true;
      cancel();
      return { done: true, value: undefined };
    },
  };
}
