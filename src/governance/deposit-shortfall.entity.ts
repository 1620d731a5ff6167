import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Supplier } from '../suppliers/supplier.entity';

/** A supplier that has paid less than its sales ask for, while that is so. */
@Entity()
export class DepositShortfall {
  @PrimaryColumn('uuid')
  supplierId!: string;

  @ManyToOne(() => Supplier, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  @Column('timestamptz')
  dueBy!: Date;
}
