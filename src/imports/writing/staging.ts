import type { PoolClient } from 'pg';
import type { QueryRunner } from 'typeorm';
import { IMPORT_LIMITS } from '../../config/limits';
import { inTransaction } from '../../database/transaction';
import { CopyBatch } from '../../database/copy';
import type { Assumption } from '../assumptions';
import { WrongImportState } from '../life-cycle';
import { importRows } from '../../observability/metrics';
import { ImportStatus } from '../file-import.entity';
import type { StagedRow } from '../kinds/kind';

/**
 * Takes checked rows as they come and lands them in the staging table, a batch at a time. While Postgres takes in one
 * batch the next is read and checked; never more than two are in memory.
 */
export class Staging {
  rowsRead = 0;
  rowsRejected = 0;
  private batch = new CopyBatch();
  private underWay: Promise<void> = Promise.resolve();

  constructor(
    private readonly runner: QueryRunner,
    private readonly importId: string,
    /** Millionths of the file read so far. */
    private readonly progress: () => number,
  ) {}

  async add({ columns, isRejected }: StagedRow): Promise<void> {
    this.rowsRead++;
    if (isRejected) this.rowsRejected++;
    this.batch.add(columns);
    const { batchRows, batchCharacters } = IMPORT_LIMITS;
    if (this.batch.rows >= batchRows || this.batch.length >= batchCharacters) await this.flush();
  }

  async finish(): Promise<void> {
    await this.flush();
    await this.underWay;
  }

  /** Once all rows are in: keeps what was found while they came. @param sha256 of the file; null where there is none */
  async conclude(sha256: string | null, assumptions: readonly Assumption[]): Promise<void> {
    const [staged] = (await this.runner.query(
      `UPDATE sku_import SET sha256 = $2, assumptions = $3, updated_at = now()
        WHERE id = $1 AND status = 'CHECKING' RETURNING id`,
      [this.importId, sha256, JSON.stringify(assumptions)],
    )) as [unknown[]];
    if (staged.length === 0) throw new WrongImportState(this.importId, [ImportStatus.CHECKING]);
  }

  /** Waits for the batch under way, so that the connection is free, whatever became of it. */
  async settle(): Promise<void> {
    await this.underWay.catch(() => undefined);
  }

  private async flush(): Promise<void> {
    await this.underWay;
    const { batch, rowsRead, rowsRejected } = this;
    if (batch.rows === 0) return;
    this.batch = new CopyBatch();
    this.underWay = this.land(batch, rowsRead, rowsRejected);
    // Whoever waits for it next is told; until then the failure must not count as unhandled.
    this.underWay.catch(() => undefined);
  }

  /** The counts go with the rows they count, so that whoever looks on sees numbers that hold. */
  private async land(batch: CopyBatch, rowsRead: number, rowsRejected: number): Promise<void> {
    await inTransaction(this.runner, async (runner) => {
      const client = (await runner.connect()) as PoolClient;
      await batch.write(client, 'sku_import_row');
      const [counted] = (await runner.query(
        `UPDATE sku_import SET rows_read = $2, rows_rejected = $3, progress = $4, updated_at = now()
          WHERE id = $1 AND status = 'CHECKING' RETURNING id`,
        [this.importId, rowsRead, rowsRejected, this.progress()],
      )) as [unknown[]];
      // Cancelled meanwhile: the batch is taken back.
      if (counted.length === 0) throw new WrongImportState(this.importId, [ImportStatus.CHECKING]);
    });
    importRows.inc({ what: 'staged' }, batch.rows);
  }
}
