import type { DataSource } from 'typeorm';
import { auditedTransaction } from '../../audit/audited-transaction';
import { program } from '../../audit/author';
import { QUALITY_LIMITS } from '../../config/limits';
import { chinaDay } from '../../calendar/china-day';
import { FileProblem, problem } from '../../imports/problems';
import { Columns } from '../../imports/reading/columns';
import { readRows } from '../../imports/reading/format';
import { Source } from '../../imports/reading/source';
import type { RejectedRow } from '../../imports/rejected-rows';
import type { ImportFormat } from '../../imports/sku-import.entity';
import { Turn } from '../../imports/turn';
import type { Reference } from '../../reference/reference';
import { type CheckedRow, checkRow, isRejected } from './check-row';
import { METRIC_COLUMNS } from './metric-columns';
import { dayKey } from './metric-day';
import { namedSuppliers } from './named-suppliers';
import { compareDays, type RecordedDay, recordDays } from './record-days';

export type MetricsFile = {
  bytes: AsyncIterable<Uint8Array>;
  format: ImportFormat;
  /** Of a workbook; the first that is visible where left out. */
  sheet?: string;
  /** The slug of the belt that its suppliers belong to. */
  belt: string;
  /** Who counted, where the file does not say it. */
  source: string;
  /** What the audit log names it. */
  fileName: string;
};

export type MetricsReport = {
  rowsRead: number;
  created: number;
  replaced: number;
  unchanged: number;
  rejected: number;
  /** The first of them. */
  rejectedRows: RejectedRow[];
};

type Options = { dryRun: boolean; onProgress?: (rowsRead: number, bytesRead: number) => void };

/**
 * Records the days of a file, some rows at a time, each chunk in a transaction of its own. It needs no staging: the same
 * day again changes nothing, so that a file whose recording was interrupted is simply recorded again. A dry run compares
 * and counts, and writes nothing.
 *
 * @throws FileProblem where it is no such file; chunks before what is wrong are recorded
 */
export async function importMetrics(
  dataSource: DataSource,
  reference: Reference,
  file: MetricsFile,
  { dryRun, onProgress }: Options,
): Promise<MetricsReport> {
  let bytesRead = 0;
  const source = new Source(file.bytes, (count) => (bytesRead += count));
  const columns = new Columns(METRIC_COLUMNS);
  const today = chinaDay(Date.now());
  const recording = new Recording(dataSource, reference, file, dryRun);
  const turn = new Turn();
  const { format, sheet } = file;
  for await (const row of readRows(format, source.chunks(), { sheet, columns: METRIC_COLUMNS })) {
    await recording.add(checkRow(columns.map(row), { today, source: file.source }));
    onProgress?.(recording.report.rowsRead, bytesRead);
    if (turn.isOver) await turn.giveWay();
  }
  await recording.finish();
  if (recording.report.rowsRead === 0) throw new FileProblem(problem('FILE_EMPTY'));
  return recording.report;
}

/** Collects rows to chunks, and records these. */
class Recording {
  readonly report: MetricsReport = {
    rowsRead: 0,
    created: 0,
    replaced: 0,
    unchanged: 0,
    rejected: 0,
    rejectedRows: [],
  };
  private chunk: CheckedRow[] = [];
  /** In which row of the file a day stood first: of two, the later one is rejected. */
  private readonly rowOf = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly reference: Reference,
    private readonly file: MetricsFile,
    private readonly dryRun: boolean,
  ) {}

  async add(row: CheckedRow): Promise<void> {
    const max = QUALITY_LIMITS.fileRows;
    if (++this.report.rowsRead > max)
      throw new FileProblem(problem('FILE_TOO_MANY_ROWS', null, null, { max }));
    if (this.chunk.push(row) >= QUALITY_LIMITS.chunkRows) await this.finish();
  }

  /** Records the rows collected so far. */
  async finish(): Promise<void> {
    const rows = this.chunk;
    this.chunk = [];
    const days = await this.daysOf(rows);
    if (days.length > 0) await this.record(days);
    for (const row of rows) if (isRejected(row)) this.reject(row);
  }

  private async daysOf(rows: readonly CheckedRow[]): Promise<RecordedDay[]> {
    const sound = rows.filter((row) => !isRejected(row));
    const { belt } = this.file;
    const names = sound.map(({ supplierCode }) => ({ belt, code: supplierCode! }));
    const suppliers = await namedSuppliers(this.dataSource, this.reference, names);
    return sound.flatMap((row, i): RecordedDay[] => {
      const supplier = suppliers[i];
      const { number, supplierCode, day, source, figures, problems } = row;
      if (!supplier) {
        problems.push(problem('SUPPLIER_UNKNOWN', null, supplierCode, { missing: supplierCode! }));
        return [];
      }
      const recorded = { supplierId: supplier.id, day, source, ...figures, expectedVersion: null };
      const earlier = this.rowOf.get(dayKey(recorded));
      if (earlier !== undefined) {
        problems.push(problem('DAY_DUPLICATE', null, null, { rows: earlier }));
        return [];
      }
      this.rowOf.set(dayKey(recorded), number);
      return [recorded];
    });
  }

  private async record(days: readonly RecordedDay[]): Promise<void> {
    const outcomes = this.dryRun
      ? await this.compare(days)
      : await auditedTransaction(this.dataSource, program('import-metrics', this.file.fileName), (runner) =>
          recordDays(runner, days),
        );
    for (const { outcome } of outcomes) {
      if (outcome === 'CREATED') this.report.created++;
      else if (outcome === 'REPLACED') this.report.replaced++;
      else this.report.unchanged++;
    }
  }

  private compare(days: readonly RecordedDay[]): ReturnType<typeof compareDays> {
    return this.dataSource.transaction(({ queryRunner }) => compareDays(queryRunner!, days));
  }

  private reject({ number, raw, problems }: CheckedRow): void {
    this.report.rejected++;
    if (this.report.rejectedRows.length < QUALITY_LIMITS.rejectedRows)
      this.report.rejectedRows.push({ row: number, problems, raw });
  }
}
