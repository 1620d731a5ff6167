import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a day's settling of all suppliers' quality has come: whoever goes on with it begins there. */
@Entity()
export class QualityRun {
  /** Of China, as YYYY-MM-DD. */
  @PrimaryColumn('date')
  day!: string;

  /** The last supplier that is settled, in the order of their ids; null before the first. */
  @Column('uuid', { nullable: true })
  settledTo!: string | null;

  /** Settled so far. */
  @Column('integer', { default: 0 })
  suppliers!: number;

  /** Of these, those whose score was written anew. */
  @Column('integer', { default: 0 })
  changed!: number;

  @Column('timestamptz', { default: () => 'now()' })
  begunAt!: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;
}
