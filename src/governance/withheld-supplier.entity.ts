import { Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Supplier } from '../suppliers/supplier.entity';

/**
 * A supplier that may not be matched any more, while its SKUs still say that it may: rankings leave it out. It is one for
 * the seconds that writing all of its SKUs takes.
 */
@Entity()
export class WithheldSupplier {
  @PrimaryColumn('uuid')
  supplierId!: string;

  @OneToOne(() => Supplier, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;
}
