import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { Belt } from '../belts/belt.entity';
import type { Assumption } from './assumptions';
import type { SkuChange } from './changes';
import type { Problem } from './problems';
import type { ImportWarning } from './warnings';

export enum ImportFormat {
  CSV = 'CSV',
  XLSX = 'XLSX',
  JSONL = 'JSONL',
}

export enum ImportStatus {
  /** Open; its file has not come yet. */
  AWAITING_UPLOAD = 'AWAITING_UPLOAD',
  /** Rows are being read and checked. */
  CHECKING = 'CHECKING',
  /** All rows are checked and compared with the catalogue; nothing is written yet. */
  CHECKED = 'CHECKED',
  /** Being written; from here on it can only be finished. */
  WRITING = 'WRITING',
  DONE = 'DONE',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
}

/**
 * One file of SKUs on its way into the catalogue, and what became of it.
 *
 * The counts toInsert, toUpdate and unchanged are a forecast up to WRITING and what came about once DONE; then all
 * rows read are rejected, inserted, updated or unchanged.
 */
@Entity()
@Check('sku_import_file_name_ck', `length(file_name) BETWEEN 1 AND 255`)
@Check('sku_import_created_by_ck', `length(created_by) BETWEEN 1 AND 200`)
@Check('sku_import_idempotency_key_ck', `length(idempotency_key) BETWEEN 1 AND 200`)
@Check('sku_import_assumed_stock_ck', `assumed_stock BETWEEN 0 AND 2000000000`)
@Check('sku_import_sha256_ck', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check('sku_import_progress_ck', `progress BETWEEN 0 AND 1000000`)
@Check(
  'sku_import_rows_ck',
  `least(rows_read, rows_rejected, rows_to_insert, rows_to_update, rows_unchanged, rows_inserted, rows_updated) >= 0`,
)
@Check('sku_import_failure_ck', `(status = 'FAILED') = (failure IS NOT NULL)`)
@Check(
  'sku_import_done_ck',
  `status <> 'DONE' OR rows_read = rows_rejected + rows_to_insert + rows_to_update + rows_unchanged AND rows_inserted = rows_to_insert AND rows_updated = rows_to_update`,
)
@Index(['beltNumber', 'createdAt', 'uuid'])
export class SkuImport {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  @Column('smallint')
  beltNumber!: number;

  @ManyToOne(() => Belt, { nullable: false })
  @JoinColumn({ name: 'belt_number', referencedColumnName: 'number' })
  beltRow?: Relation<Belt>;

  @Column('text')
  fileName!: string;

  @Column('enum', { enum: ImportFormat, enumName: 'import_format' })
  format!: ImportFormat;

  @Column('enum', { enum: ImportStatus, enumName: 'import_status', default: ImportStatus.AWAITING_UPLOAD })
  status!: ImportStatus;

  /** Who opened it: the subject of a token, or the user of a shell. */
  @Column('text')
  createdBy!: string;

  /** The same key gives the same import back. */
  @Column('text', { nullable: true, unique: true })
  idempotencyKey!: string | null;

  /** The stock of new goods of which the file does not say it; kept here because writing may be resumed. */
  @Column('integer')
  assumedStock!: number;

  /** Whether suppliers that the belt does not have are created; where not, their rows are rejected. */
  @Column('boolean', { default: true })
  createSuppliers!: boolean;

  /** Of the file as it came; null until all of it is staged. */
  @Column('text', { nullable: true })
  sha256!: string | null;

  /** Millionths of the step in progress. */
  @Column('integer', { default: 0 })
  progress!: number;

  @Column('integer', { default: 0 })
  rowsRead!: number;

  @Column('integer', { default: 0 })
  rowsRejected!: number;

  @Column('integer', { default: 0 })
  rowsToInsert!: number;

  @Column('integer', { default: 0 })
  rowsToUpdate!: number;

  @Column('integer', { default: 0 })
  rowsUnchanged!: number;

  /** Written so far; counted in the very transactions that write. */
  @Column('integer', { default: 0 })
  rowsInserted!: number;

  @Column('integer', { default: 0 })
  rowsUpdated!: number;

  get rowsWritten(): number {
    return this.rowsInserted + this.rowsUpdated;
  }

  /** What was taken for granted where the file says nothing. */
  @Column('jsonb', { default: [] })
  assumptions!: Assumption[];

  /** The first goods that the forecast updates, each with what changes. */
  @Column('jsonb', { default: [] })
  changes!: SkuChange[];

  /** What the forecast does that is seldom meant. */
  @Column('jsonb', { default: [] })
  warnings!: ImportWarning[];

  /** Why it FAILED. */
  @Column('jsonb', { nullable: true })
  failure!: Problem | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;
}
