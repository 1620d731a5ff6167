import type { DataSource, QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { Refresher } from '../../database/refresher';
import type { Reference } from '../../reference/reference';
import { type CheckReference, checkReferenceOf } from '../checking/check-reference';
import { compareImport } from '../compare-import';
import { holdImport } from '../connection';
import { awaitUploadAnew, cancelImport, confirmImport, WrongImportState } from '../life-cycle';
import { ImportStatus } from '../file-import.entity';
import { writeImport } from '../write-import';
import { type DueImport, dueImports, dueStep, type Step } from './due-steps';
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
  private isFree({ id, beltNumber }: DueImport): boolean {
    const isBeltInHand = [...this.inHand.values()].some((other) => other.beltNumber === beltNumber);
    return !this.inHand.has(id) && !isBeltInHand && !this.pauses.isResting(id);
  }

  private take({ id, beltNumber }: DueImport): void {
    const work = async (): Promise<void> => {
      const hasWorked = await this.workAt(id);
      this.inHand.delete(id);
      // Others may have waited for the place, or for the belt.
      if (hasWorked) this.wake();
    };
    this.inHand.set(id, { beltNumber, done: work() });
  }

  /** Whether anything was done: not where somebody else holds the import, and not where it failed. */
  private async workAt(id: string): Promise<boolean> {
    try {
      const held = await holdImport(this.dataSource, id, (runner) => this.advance(runner, id));
      this.pauses.forget(id);
      return held !== null;
    } catch (error) {
      if (this.stopping.signal.aborted) return false;
      this.pauses.rest(id);
      this.onError(error);
      return false;
    }
  }

  private async advance(runner: QueryRunner, id: string): Promise<void> {
    for (;;) {
      this.stopping.signal.throwIfAborted();
      const step = await dueStep(runner, id);
      if (!step) return;
      try {
        await this.do(step, runner, id);
      } catch (error) {
        // Somebody has cancelled it meanwhile, say: what is due now is looked up anew.
        if (!(error instanceof WrongImportState)) throw error;
      }
    }
  }

  private async do(step: Step, runner: QueryRunner, id: string): Promise<void> {
    const { signal } = this.stopping;
    const reference = (): CheckReference => checkReferenceOf(this.reference());
    if (step === 'AWAIT_UPLOAD') await awaitUploadAnew(runner, id);
    if (step === 'COMPARE') await compareImport(runner, reference(), id, signal);
    if (step === 'CONFIRM') await confirmImport(runner, id);
    if (step === 'WRITE') await writeImport(runner, reference(), id, undefined, signal);
    if (step === 'CANCEL')
      await cancelImport(runner, id, { from: [ImportStatus.AWAITING_UPLOAD, ImportStatus.CHECKED] });
  }
}
