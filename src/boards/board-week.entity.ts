import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A week whose boards are settled. Only ever added to. */
@Entity()
@Check('board_week_monday_ck', `extract(isodow FROM monday) = 1`)
export class BoardWeek {
  /** In China, as YYYY-MM-DD. */
  @PrimaryColumn('date')
  monday!: string;

  @Column('timestamptz', { default: () => 'now()' })
  settledAt!: Date;
}
