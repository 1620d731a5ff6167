import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A set of provinces to which goods ship free of charge and in time; goods with the same terms share cells. */
@Entity()
@Check('shipping_class_number_ck', `number BETWEEN 1 AND 4095`)
@Check('shipping_class_dispatch_ck', `dispatch_hours BETWEEN 1 AND 720`)
export class ShippingClass {
  @PrimaryColumn('smallint')
  number!: number;

  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text')
  nameEn!: string;

  /** Two-digit province codes of GB/T 2260. */
  @Column('text', { array: true })
  freeProvinces!: string[];

  /** Hours from order to hand-over to the carrier. */
  @Column('smallint')
  dispatchHours!: number;
}
