import type { DataSource, QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { Refresher } from '../../database/refresher';
import type { Reference } from '../../reference/reference';
import { type CheckReference, checkReferenceOf } from '../checking/check-reference';
import { compareImport } from '../compare-import';
import { holdImport } from '../connection';
import { awaitUploadAnew, cancelImport, confirmImport, WrongImportState } from '../life-cycle';
import { ImportStatus } from '../file-import.entity';
import { problem } from '../problems';
import { EarlierImportFailed, writeImport } from '../write-import';
import { type DueImport, dueImports, dueStep, type Step } from './due-steps';
import { countAttempt } from './failed-steps';
import { Pauses } from './pauses';

/**
 * Does what is due with imports, in the background: compares, writes, cancels what has grown old, and takes up what a
 * killed process has left. Any number of processes may do so on one database: whoever works at an import holds it.
 */
export class ImportWorker {
  private readonly stopping = new AbortController();
  private readonly inHand = new Map<string, { beltNumber: number; done: Promise<void> }>();
  private readonly pauses = new Pauses();
  private readonly sweeper: Refresher;

  constructor(
    private readonly dataSource: DataSource,
    private readonly reference: () => Reference,
    private readonly onError: (error: unknown) => void,
    /** Rankings are to know what was written before the import is DONE. */
    private readonly onWritten: () => Promise<void>,
  ) {
    this.sweeper = new Refresher(() => this.sweep(), onError, 'imports');
  }

  start(): void {
    this.sweeper.start(IMPORT_LIMITS.sweepMs);
  }

  /** Imports in hand. */
  get running(): number {
    return this.inHand.size;
  }

  /** What has failed failed for a reason that is gone: nothing rests any more. */
  takeUpAnew(): void {
    this.pauses.forgetAll();
    this.wake();
  }

  /** Something may be due: looks at once, in the background. */
  wake(): void {
    if (!this.stopping.signal.aborted) this.look().catch(this.onError);
  }

  /** Looks for what is due; when it resolves, as much of it is in hand as may be. */
  look(): Promise<void> {
    return this.sweeper.refresh();
  }

  /** Resolves when nothing is in hand. */
  async idle(): Promise<void> {
    while (this.inHand.size > 0) await Promise.all([...this.inHand.values()].map(({ done }) => done));
  }

  /** Ends after the chunk in hand: another process, or this one when it is started again, goes on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.sweeper.stop();
    await this.idle();
  }

  private async sweep(): Promise<void> {
    for (const due of await dueImports(this.dataSource)) {
      if (this.inHand.size >= IMPORT_LIMITS.stepsAtOnce || this.stopping.signal.aborted) return;
      if (this.isFree(due)) this.take(due);
    }
  }

  /** Imports into one belt wait for each other: two of them would only keep others from being worked at. */
  private isFree(due: DueImport): boolean {
    const { id, beltNumber } = due;
    const isBeltInHand = [...this.inHand.values()].some((other) => other.beltNumber === beltNumber);
    return !this.inHand.has(id) && !isBeltInHand && !this.pauses.isResting(restOf(due));
  }

  private take(due: DueImport): void {
    const { id, beltNumber } = due;
    const work = async (): Promise<void> => {
      const hasWorked = await this.workAt(due);
      this.inHand.delete(id);
      // Others may have waited for the place, or for the belt.
      if (hasWorked) this.wake();
    };
    this.inHand.set(id, { beltNumber, done: work() });
  }

  /** Whether anything was done: not where somebody else holds the import, and not where it failed. */
  private async workAt(due: DueImport): Promise<boolean> {
    try {
      const held = await holdImport(this.dataSource, due.id, (runner) => this.advance(runner, due));
      return held?.result ?? false;
    } catch (error) {
      if (this.stopping.signal.aborted) return false;
      this.pauses.rest(restOf(due));
      this.onError(error);
      return false;
    }
  }

  private async advance(runner: QueryRunner, { id, beltNumber }: DueImport): Promise<boolean> {
    for (;;) {
      if (this.stopping.signal.aborted) return false;
      const step = await dueStep(runner, id);
      if (!step) return true;
      const due = { id, beltNumber, step };
      try {
        await this.do(step, runner, id);
        this.pauses.forget(restOf(due));
      } catch (error) {
        // Somebody has cancelled it meanwhile, say: what is due now is looked up anew.
        if (error instanceof WrongImportState) continue;
        return !this.stopping.signal.aborted && this.failed(runner, due, error);
      }
    }
  }

  /**
   * The next attempt comes after a pause, unless this was the last one: then those that have waited have their turn.
   * Returns whether they have.
   */
  private async failed(runner: QueryRunner, due: DueImport, error: unknown): Promise<boolean> {
    this.onError(error);
    const [at, why] = error instanceof EarlierImportFailed ? [error.importId, error.cause] : [due.id, error];
    // Where the database is what failed this fails too, and is no attempt.
    const isGivenUp = await countAttempt(runner, at, why).catch(() => false);
    if (isGivenUp) this.pauses.forget(restOf(due));
    else this.pauses.rest(restOf(due));
    return isGivenUp;
  }

  private async do(step: Step, runner: QueryRunner, id: string): Promise<void> {
    const { signal } = this.stopping;
    const reference = (): CheckReference => checkReferenceOf(this.reference());
    if (step === 'AWAIT_UPLOAD') await awaitUploadAnew(runner, id);
    if (step === 'COMPARE') await compareImport(runner, reference(), id, signal);
    if (step === 'CONFIRM') await confirmImport(runner, id);
    if (step === 'WRITE') await writeImport(runner, reference(), id, { onWritten: this.onWritten, signal });
    if (step === 'EXPIRE_UPLOAD') {
      const why = problem('UPLOAD_EXPIRED', null, null, { hours: IMPORT_LIMITS.awaitUploadHours });
      await cancelImport(runner, id, { from: [ImportStatus.AWAITING_UPLOAD], why });
    }
    if (step === 'EXPIRE_CONFIRMATION') {
      const why = problem('CONFIRMATION_EXPIRED', null, null, { days: IMPORT_LIMITS.awaitConfirmDays });
      await cancelImport(runner, id, { from: [ImportStatus.CHECKED], why });
    }
  }
}

/**
 * What rests when a step has failed: the import, or all writing to the belt. Imports into one are written in order, so
 * the one behind it would only try the same again.
 */
const restOf = ({ id, beltNumber, step }: DueImport): string =>
  step === 'WRITE' ? `writing to ${beltNumber}` : id;
