import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Supplier } from '../../suppliers/supplier.entity';
import type { Check } from './criteria';

/** The label of a supplier was granted or withdrawn. Rows are only ever added. */
@Entity()
@Index(['supplierId', 'at', 'uuid'])
export class ReliabilityChange {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  @Column('uuid')
  supplierId!: string;

  @ManyToOne(() => Supplier, { nullable: false })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  /** Of the statement, not of the transaction: of two that waited for each other, the later one is the later. */
  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;

  @Column('boolean')
  granted!: boolean;

  /** What it was decided by. */
  @Column('jsonb')
  criteria!: Check[];
}
