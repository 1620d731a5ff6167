import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Supplier } from '../suppliers/supplier.entity';

/** How often a supplier's goods were shown, by the day on which it was recorded. */
@Entity()
@Check('supplier_exposure_shown_ck', `shown > 0`)
@Index(['day'])
export class SupplierExposure {
  @PrimaryColumn('uuid')
  supplierId!: string;

  @ManyToOne(() => Supplier, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  /** Of China, as YYYY-MM-DD. */
  @PrimaryColumn('date')
  day!: string;

  @Column('integer')
  shown!: number;
}
