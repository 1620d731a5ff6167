import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is left in the bucket of one who asks; there is none where it is full. See src/limits/bucket.ts. */
@Entity()
export class CostBucket {
  /** "subject:SUB", or "address:IP" of those who do not say who they are. */
  @PrimaryColumn('text')
  key!: string;

  /** When it is full again if nothing more is taken. */
  @Column('timestamptz')
  fullAt!: Date;

  /** Points that were given by the last statement, for it to tell. */
  @Column('double precision')
  granted!: number;
}
