import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The days on which all goods in the alliance were looked at again. */
@Entity()
export class AllianceSweep {
  /** Of China, as YYYY-MM-DD. */
  @PrimaryColumn('date')
  day!: string;

  /** Of the last time on that day: what is said of categories later makes another one due. */
  @Column('timestamptz')
  begunAt!: Date;

  /** Null while it is under way. */
  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;

  /** Goods that fell out of the alliance. */
  @Column('integer', { default: 0 })
  fallen!: number;
}
