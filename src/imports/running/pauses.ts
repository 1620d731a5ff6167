import { IMPORT_LIMITS } from '../../config/limits';

/** What fails is tried again after a pause, and after a longer one each time: a fault that stays must not fill the log. */
export class Pauses {
  private readonly failed = new Map<string, { times: number; until: number }>();

  rest(id: string): void {
    const times = (this.failed.get(id)?.times ?? 0) + 1;
    const pause = Math.min(IMPORT_LIMITS.retryMs * 2 ** (times - 1), IMPORT_LIMITS.maxRetryMs);
    this.failed.set(id, { times, until: Date.now() + pause });
  }

  isResting(id: string): boolean {
    return (this.failed.get(id)?.until ?? 0) > Date.now();
  }

  forgetAll(): void {
    this.failed.clear();
  }

  forget(id: string): void {
    this.failed.delete(id);
  }
}
