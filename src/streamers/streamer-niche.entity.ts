import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Category } from '../categories/category.entity';
import { Streamer } from './streamer.entity';

/** A category that a streamer declares to sell, whether or not anyone has bought from them yet. */
@Entity()
export class StreamerNiche {
  @PrimaryColumn('uuid')
  streamerId!: string;

  @Index()
  @PrimaryColumn('smallint')
  categoryNumber!: number;

  @ManyToOne(() => Streamer, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'streamer_id', referencedColumnName: 'uuid' })
  streamerRow?: Relation<Streamer>;

  @ManyToOne(() => Category, { nullable: false })
  @JoinColumn({ name: 'category_number', referencedColumnName: 'number' })
  categoryRow?: Relation<Category>;
}
