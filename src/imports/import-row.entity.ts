import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Provenance, SkuStatus } from '../skus/sku.enums';
import { SupplierKind } from '../suppliers/supplier.entity';
import type { Problem } from './problems';
import { FileImport } from './file-import.entity';

export enum ImportRowOutcome {
  /** Checked, and still to be written. */
  ACCEPTED = 'ACCEPTED',
  /** Has at least one problem that rejects it. */
  REJECTED = 'REJECTED',
  /** In the catalogue; only its notes are left here. Rows without notes are gone once written. */
  WRITTEN = 'WRITTEN',
}

/** A row of a file between reading and writing. A column is null where the file says nothing about it, or not of this kind. */
@Entity('sku_import_row')
@Check('sku_import_row_number_ck', `row_no >= 1`)
@Check('sku_import_row_problems_ck', `outcome = 'ACCEPTED' OR problems IS NOT NULL`)
@Check(
  'sku_import_row_accepted_ck',
  `outcome <> 'ACCEPTED' OR num_nulls(supplier_code, code, title, search_text, search_vector, category_number, category_by_label, category_audience_number, live_price) = 0 OR num_nulls(supplier_code, day, source, figures) = 0`,
)
@Index('sku_import_row_problems_ix', ['importId', 'rowNo'], { where: 'problems IS NOT NULL' })
@Index('sku_import_row_days_ix', ['importId', 'supplierCode', 'rowNo'], {
  where: `outcome = 'ACCEPTED' AND day IS NOT NULL`,
})
export class ImportRow {
  @PrimaryColumn('uuid')
  importId!: string;

  @ManyToOne(() => FileImport, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'import_id', referencedColumnName: 'uuid' })
  importRow?: Relation<FileImport>;

  /** Counts from 1 at the first data row; in JSON Lines it is the line. */
  @PrimaryColumn('integer')
  rowNo!: number;

  @Column('enum', { enum: ImportRowOutcome, enumName: 'import_row_outcome' })
  outcome!: ImportRowOutcome;

  /** Reasons for the rejection, and notes; null where there are none. */
  @Column('jsonb', { nullable: true })
  problems!: Problem[] | null;

  /** The cells as they came, [header, value] each, to be given back where the row is rejected. */
  @Column('json', { nullable: true })
  raw!: [header: string, value: string][] | string | null;

  @Column('text', { nullable: true })
  supplierCode!: string | null;

  /** Needed only to create the supplier where there is none of this code. */
  @Column('text', { nullable: true })
  supplierName!: string | null;

  @Column('enum', { enum: SupplierKind, enumName: 'supplier_kind', nullable: true })
  supplierKind!: SupplierKind | null;

  @Column('varchar', { length: 6, nullable: true })
  supplierRegionCode!: string | null;

  @Column('text', { nullable: true })
  code!: string | null;

  @Column('text', { nullable: true })
  title!: string | null;

  @Column('text', { nullable: true })
  searchText!: string | null;

  @Column('tsvector', { nullable: true })
  searchVector!: string | null;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('jsonb', { nullable: true })
  attributes!: Record<string, string> | null;

  @Column('smallint', { nullable: true })
  categoryNumber!: number | null;

  /** Whether the file names the category, or it was only guessed from the title. */
  @Column('boolean', { nullable: true })
  categoryByLabel!: boolean | null;

  /** The audience of that category. */
  @Column('smallint', { nullable: true })
  categoryAudienceNumber!: number | null;

  @Column('smallint', { nullable: true })
  audienceNumber!: number | null;

  @Column('smallint', { nullable: true })
  shippingNumber!: number | null;

  @Column('enum', { enum: Provenance, enumName: 'provenance', nullable: true })
  provenance!: Provenance | null;

  @Column('integer', { name: 'supply_price', nullable: true })
  supplyPriceFen!: number | null;

  @Column('integer', { name: 'live_price', nullable: true })
  livePriceFen!: number | null;

  @Column('integer', { name: 'market_price', nullable: true })
  marketPriceFen!: number | null;

  @Column('integer', { name: 'commission_rate', nullable: true })
  commissionBasisPoints!: number | null;

  @Column('integer', { nullable: true })
  stock!: number | null;

  @Column('enum', { enum: SkuStatus, enumName: 'sku_status', nullable: true })
  status!: SkuStatus | null;

  @Column('integer', { nullable: true })
  salesTotal!: number | null;

  @Column('date', { nullable: true })
  day!: string | null;

  @Column('text', { nullable: true })
  source!: string | null;

  /** What was counted of the supplier on that day. */
  @Column('jsonb', { nullable: true })
  figures!: Record<string, number> | null;
}
