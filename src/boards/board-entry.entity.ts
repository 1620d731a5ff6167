import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { BoardKind } from './board-kind';
import { BoardWeek } from './board-week.entity';

/** A place on a settled board. Only ever added to, and kept when what it tells of is gone. */
@Entity()
@Check(
  'board_entry_counts_ck',
  `place > 0 AND score > 0 AND picks >= 0 AND sample_requests >= 0 AND answers >= 0`,
)
export class BoardEntry {
  @PrimaryColumn('date')
  monday!: string;

  @ManyToOne(() => BoardWeek, { nullable: false })
  @JoinColumn({ name: 'monday', referencedColumnName: 'monday' })
  week?: Relation<BoardWeek>;

  @PrimaryColumn('enum', { enum: BoardKind, enumName: 'board_kind' })
  kind!: BoardKind;

  /** 0 stands for all belts. */
  @PrimaryColumn('smallint')
  beltNumber!: number;

  @PrimaryColumn('smallint')
  place!: number;

  /** The UUID of the SKU, streamer or supplier. */
  @Column('uuid')
  subjectId!: string;

  @Column('integer')
  score!: number;

  @Column('integer')
  picks!: number;

  @Column('integer')
  sampleRequests!: number;

  @Column('integer')
  answers!: number;
}
