import { SUBSCRIPTION_LIMITS } from '../../config/limits';
import { forAll } from '../../observability/request-record';
import type { FileImport } from '../file-import.entity';

type Read = (ids: readonly string[]) => Promise<(FileImport | null)[]>;

/** What tells one state of an import from another; when it was touched last does not. */
const stateOf = ({ updatedAt: _updatedAt, ...state }: FileImport): string => JSON.stringify(state);

/**
 * Tells of changes of imports, whichever process makes them: it reads all imports that are watched with one statement,
 * again and again for as long as somebody watches.
 */
export class ImportWatch {
  private readonly watchers = new Set<ImportChanges>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly read: Read,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** What becomes of an import from now on, as it is now first; ends with the import. */
  changesOf(uuid: string): AsyncIterableIterator<FileImport> {
    const changes = new ImportChanges(uuid, () => this.watchers.delete(changes));
    this.watchers.add(changes);
    this.timer ??= forAll(() => setTimeout(() => void this.poll(), 0)).unref();
    return changes;
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers) void watcher.return();
  }

  private async poll(): Promise<void> {
    try {
      const ids = [...new Set([...this.watchers].map(({ uuid }) => uuid))];
      const found = await this.read(ids);
      const byId = new Map(ids.map((id, i) => [id, found[i]!]));
      for (const watcher of this.watchers) {
        // Whoever has come while we were reading is told the next time.
        if (byId.has(watcher.uuid)) watcher.tell(byId.get(watcher.uuid)!);
      }
    } catch (error) {
      this.onError(error);
    }
    this.timer =
      this.watchers.size > 0
        ? setTimeout(() => void this.poll(), SUBSCRIPTION_LIMITS.pollMs).unref()
        : undefined;
  }
}

/**
 * The changes of one import for one watcher. Whoever is slow misses what lies between, and gets the latest. Written out
 * instead of a generator, because a generator that waits cannot be made to return.
 */
class ImportChanges implements AsyncIterableIterator<FileImport> {
  private told: string | undefined;
  private latest: FileImport | undefined;
  private isOver = false;
  private wake: (() => void) | undefined;

  constructor(
    readonly uuid: string,
    private readonly onEnd: () => void,
  ) {}

  /** @param skuImport null where it is gone */
  tell(skuImport: FileImport | null): void {
    const state = skuImport && stateOf(skuImport);
    if (skuImport && state !== this.told) {
      this.told = state!;
      this.latest = skuImport;
    }
    if (!skuImport || skuImport.finishedAt) this.end();
    this.wake?.();
  }

  async next(): Promise<IteratorResult<FileImport, undefined>> {
    while (!this.latest && !this.isOver) await new Promise<void>((resolve) => (this.wake = resolve));
    const value = this.latest;
    this.latest = undefined;
    return value ? { value, done: false } : { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<FileImport, undefined>> {
    this.latest = undefined;
    this.end();
    this.wake?.();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private end(): void {
    this.isOver = true;
    this.onEnd();
  }
}
