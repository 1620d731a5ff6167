/**
 * Asks once for all who want to know at the same time: nobody gets an answer to what was asked before they came, and
 * there is one question at a time.
 */
export class SharedAnswer<T> {
  private current: Promise<unknown> = Promise.resolve();
  private next: Promise<T> | undefined;

  constructor(private readonly ask: () => Promise<T>) {}

  get(): Promise<T> {
    return (this.next ??= this.current.then(() => {
      this.next = undefined;
      const answer = this.ask();
      this.current = answer.catch(() => undefined);
      return answer;
    }));
  }
}
