import {
  Check,
  Column,
  Entity,
  Generated,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  TableInheritance,
  Unique,
} from 'typeorm';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { toNodeId } from '../graphql/node-id';
import type { Assumption } from './assumptions';
import type { ImportChange } from './changes';
import { IMPORT_NAMES, ImportKind } from './import-kind';
import type { Problem } from './problems';
import type { ImportWarning } from './warnings';

export enum ImportFormat {
  CSV = 'CSV',
  XLSX = 'XLSX',
  JSONL = 'JSONL',
}
registerEnumType(ImportFormat, {
  name: 'ImportFormat',
  description: 'What the bytes of a file are; any of them may also be gzipped.',
  valuesConfig: {
    CSV: { description: 'Comma-separated values, with a header.' },
    XLSX: { description: 'A workbook of Excel, with a header.' },
    JSONL: { description: 'JSON Lines: an object a line.' },
  },
});

export enum ImportStatus {
  /** Open; its file has not come yet. */
  AWAITING_UPLOAD = 'AWAITING_UPLOAD',
  /** Rows are being read and checked. */
  CHECKING = 'CHECKING',
  /** All rows are checked and compared with what is there; nothing is written yet. */
  CHECKED = 'CHECKED',
  /** Being written; from here on it can only be finished. */
  WRITING = 'WRITING',
  DONE = 'DONE',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
}
registerEnumType(ImportStatus, {
  name: 'ImportStatus',
  description: 'How far an import is; DONE, FAILED and CANCELLED are final.',
  valuesConfig: {
    AWAITING_UPLOAD: { description: 'Open: its file has not come yet, or not all of it.' },
    CHECKING: { description: 'Its rows are being read, checked and compared with what is there.' },
    CHECKED: { description: 'All rows are checked, nothing is written: confirm it or cancel it.' },
    WRITING: { description: 'Confirmed; its rows are being written. It can only be finished.' },
    DONE: { description: 'Written.' },
    FAILED: {
      description:
        'The file could not be read, or a step failed again and again; `failure` says why, rowsWritten what is written.',
    },
    CANCELLED: {
      description:
        'Given up before anything was written, by someone or for its age; where for its age, `failure` says so.',
    },
  },
});

/**
 * One file on its way into the database, and what became of it. Goods and days of suppliers have one table, which bears the
 * name of the first; each row is read as the class of its kind, which says what of it a client gets to see.
 *
 * The counts toInsert, toUpdate and unchanged are a forecast up to WRITING and what came about once DONE; then all
 * rows read are rejected, inserted, updated or unchanged.
 */
@Entity('sku_import')
@TableInheritance({ column: 'kind' })
@Check('sku_import_file_name_ck', `length(file_name) BETWEEN 1 AND 255`)
@Check('sku_import_created_by_ck', `length(created_by) BETWEEN 1 AND 255`)
@Check('sku_import_idempotency_key_ck', `length(idempotency_key) BETWEEN 1 AND 200`)
@Check('sku_import_sheet_ck', `sheet IS NULL OR format = 'XLSX' AND length(sheet) BETWEEN 1 AND 255`)
@Check(
  'sku_import_source_ck',
  `source IS NULL OR kind = 'SUPPLIER_METRICS' AND length(source) BETWEEN 1 AND 64`,
)
@Check('sku_import_assumed_stock_ck', `assumed_stock BETWEEN 0 AND 2000000000`)
@Check('sku_import_sha256_ck', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check('sku_import_progress_ck', `progress BETWEEN 0 AND 1000000`)
@Check(
  'sku_import_rows_ck',
  `least(rows_read, rows_rejected, rows_to_insert, rows_to_update, rows_unchanged, rows_inserted, rows_updated) >= 0`,
)
@Check(
  'sku_import_failure_ck',
  `CASE status WHEN 'FAILED' THEN failure IS NOT NULL WHEN 'CANCELLED' THEN true ELSE failure IS NULL END`,
)
@Check(
  'sku_import_done_ck',
  `status <> 'DONE' OR rows_read = rows_rejected + rows_to_insert + rows_to_update + rows_unchanged AND rows_inserted = rows_to_insert AND rows_updated = rows_to_update`,
)
@Check('sku_import_confirmed_at_ck', `status NOT IN ('WRITING', 'DONE') OR confirmed_at IS NOT NULL`)
@Check('sku_import_attempts_ck', 'attempts >= 0')
@Check('sku_import_rows_dropped_at_ck', 'rows_dropped_at IS NULL OR finished_at IS NOT NULL')
@Unique(['createdBy', 'idempotencyKey'])
@Index(['beltNumber', 'createdAt', 'uuid'])
@Index(['createdAt', 'uuid'])
@Index('sku_import_unfinished_ix', ['updatedAt'], { where: 'finished_at IS NULL' })
@Index('sku_import_kept_rows_ix', ['finishedAt'], { where: 'rows_dropped_at IS NULL' })
@ObjectType({ description: 'What imports of every kind have.', simpleResolvers: true })
export class FileImport {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId(IMPORT_NAMES[this.kind].type, this.uuid);
  }

  /** TypeORM would have an index over it; there is none, as lists find imports by belt and time. */
  @Index('sku_import_kind_ix', { synchronize: false })
  @Column('enum', { enum: ImportKind, enumName: 'import_kind', default: ImportKind.SKUS })
  kind!: ImportKind;

  @Column('smallint')
  beltNumber!: number;

  @ManyToOne(() => Belt, { nullable: false })
  @JoinColumn({ name: 'belt_number', referencedColumnName: 'number' })
  beltRow?: Relation<Belt>;

  @Column('text')
  @Field(() => String, {
    description:
      'The name of the file, as whoever opened the import gave it; "skuBulkUpsert" where there was none.',
  })
  fileName!: string;

  @Column('enum', { enum: ImportFormat, enumName: 'import_format' })
  @Field(() => ImportFormat, { description: 'What the file is read as; JSONL where there was none.' })
  format!: ImportFormat;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'The sheet of a workbook that is read; null for the first that is visible, and in other formats.',
  })
  sheet!: string | null;

  @Column('enum', { enum: ImportStatus, enumName: 'import_status', default: ImportStatus.AWAITING_UPLOAD })
  @Field(() => ImportStatus, { description: 'How far it is.' })
  status!: ImportStatus;

  @Column('boolean', { default: false })
  @Field(() => Boolean, {
    description: 'Whether it confirms by itself once checked, whatever rows were rejected.',
  })
  autoConfirm!: boolean;

  @Column('text')
  @Field(() => String, { description: 'Who opened it: the subject of a token, or "shell".' })
  createdBy!: string;

  /** The same key of the same person gives the same import back. */
  @Column('text', { nullable: true })
  idempotencyKey!: string | null;

  /** Signs the addresses of its files; see http/capability.ts. */
  @Column('uuid')
  @Generated('uuid')
  urlKey!: string;

  /** Of goods: the stock of new ones of which the file does not say it; kept here because writing may be resumed. */
  @Column('integer')
  assumedStock!: number;

  /** Whether suppliers that the belt does not have are created; where not, their rows are rejected. */
  @Column('boolean', { default: true })
  createSuppliers!: boolean;

  /** Of days: who counted, where a row does not say it. */
  @Column('text', { nullable: true })
  source!: string | null;

  /** Also tells a file that has come from one that is still coming, or broke off. */
  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description:
      'SHA-256 of the file as it came, in hexadecimal; null until all of it has, and where there was none.',
  })
  sha256!: string | null;

  /** Millionths of the step in progress. */
  @Column('integer', { default: 0 })
  progress!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Rows read from the file so far.' })
  rowsRead!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, {
    description: 'Rows with a problem that keeps them out; complete once CHECKED.',
  })
  rowsRejected!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, {
    description:
      'Rows of goods, or days, that are not there: a forecast once CHECKED, what came about once DONE.',
  })
  rowsToInsert!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, {
    description: 'Rows that change what is there: a forecast once CHECKED, what came about once DONE.',
  })
  rowsToUpdate!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, {
    description: 'Rows that say what is there already: a forecast once CHECKED, what came about once DONE.',
  })
  rowsUnchanged!: number;

  /** Counted in the very transactions that write. */
  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Rows inserted so far.' })
  rowsInserted!: number;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Rows that have changed what was there so far.' })
  rowsUpdated!: number;

  @Field(() => Int, { description: 'rowsInserted and rowsUpdated together.' })
  get rowsWritten(): number {
    return this.rowsInserted + this.rowsUpdated;
  }

  /** What was taken for granted where the file says nothing. */
  @Column('jsonb', { default: [] })
  assumptions!: Assumption[];

  /** The first rows that would change what is there, as the kind shows them. */
  @Column('jsonb', { default: [] })
  changes!: ImportChange[];

  @Column('jsonb', { default: [] })
  warnings!: ImportWarning[];

  /** Why it FAILED, or was CANCELLED by nobody. */
  @Column('jsonb', { nullable: true })
  failure!: Problem | null;

  /** How often the step in progress has failed for a reason of its own. */
  @Column('smallint', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { default: () => 'now()' })
  @Field(() => Date, { description: 'When it was opened.' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;

  /** Of two imports into a belt, the one confirmed later is written later. */
  @Column('timestamptz', { nullable: true })
  @Field(() => Date, { nullable: true, description: 'When it was confirmed; null where it was not.' })
  confirmedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  @Field(() => Date, {
    nullable: true,
    description: 'When it was DONE, FAILED or CANCELLED; null until then.',
  })
  finishedAt!: Date | null;

  /** Its record stays; its rows go some time after its end. */
  @Column('timestamptz', { nullable: true })
  rowsDroppedAt!: Date | null;
}
