import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who the newcomers of a day are, chosen once and kept. */
@Entity()
export class NewcomerDay {
  /** Of China, as YYYY-MM-DD. */
  @PrimaryColumn('date')
  day!: string;

  /** Not a table of their own: they are only ever written, and compared with the suppliers, all together. */
  @Column('uuid', { array: true })
  supplierIds!: string[];

  @Column('timestamptz', { default: () => 'now()' })
  chosenAt!: Date;

  /** When all suppliers had been told; null while that is under way. */
  @Column('timestamptz', { nullable: true })
  appliedAt!: Date | null;
}
