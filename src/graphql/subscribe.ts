import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';

/**
 * graphql-js's subscribe, with two differences: each event is executed in a new context, so that no loader gives what
 * it has read for the event before; and an answer that is the same as the one before it is not sent.
 */
export async function subscribeAnew<Context>(
  args: ExecutionArgs,
  contextFrom: (subscribed: Context) => Context,
): Promise<AsyncIterableIterator<ExecutionResult, void> | ExecutionResult> {
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) return events;
  const source = events[Symbol.asyncIterator]() as AsyncIterator<unknown, void, void>;
  let before: string | undefined;

  const answers = {
    async next(): Promise<IteratorResult<ExecutionResult, void>> {
      for (;;) {
        const { value, done } = await source.next();
        if (done) return { value: undefined, done: true };
        const answer = await execute({
          ...args,
          rootValue: value,
          contextValue: contextFrom(args.contextValue as Context),
        });
        const text = JSON.stringify(answer);
        if (text !== before) {
          before = text;
          return { value: answer, done: false };
        }
      }
    },
    // Not a generator: that could not be made to return while it waits for an event.
    async return(): Promise<IteratorResult<ExecutionResult, void>> {
      await source.return?.();
      return { value: undefined, done: true };
    },
    async throw(error: unknown): Promise<never> {
      await source.return?.();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return answers;
    },
  };
  return answers;
}
