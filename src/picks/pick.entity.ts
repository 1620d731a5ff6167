import { GraphQLDateTime } from 'graphql-scalars';
import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { Field, ObjectType } from 'type-graphql';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';
import { Sku } from '../skus/sku.entity';
import { Streamer } from '../streamers/streamer.entity';

/** Goods on a streamer's shelf, or that were. */
@Entity()
@Check('pick_removed_ck', `removed_at >= picked_at`)
@Index('pick_shelf_uq', ['streamerId', 'skuId'], { unique: true, where: 'removed_at IS NULL' })
@Index(['streamerId', 'addedAt', 'uuid'])
@Index(['skuId'])
@Index(['addedAt'])
@ObjectType({
  implements: Node,
  description:
    'Goods that a streamer put on the shelf (选品). Picked again after they were taken off, they are another pick.',
  simpleResolvers: true,
})
export class Pick implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('Pick', this.uuid);
  }

  @Column('uuid')
  streamerId!: string;

  /** Loaded with the pick: who may see it is told by the streamer's handle. */
  @ManyToOne(() => Streamer, { nullable: false })
  @JoinColumn({ name: 'streamer_id', referencedColumnName: 'uuid' })
  streamerRow?: Relation<Streamer>;

  @Column('uuid')
  skuId!: string;

  @ManyToOne(() => Sku, { nullable: false })
  @JoinColumn({ name: 'sku_id', referencedColumnName: 'uuid' })
  skuRow?: Relation<Sku>;

  @Column('timestamptz', { name: 'picked_at', default: () => 'now()' })
  @Field(() => GraphQLDateTime, { description: 'When it was put on the shelf.' })
  addedAt!: Date;

  @Column('timestamptz', { nullable: true })
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was taken off again; null while it is on.',
  })
  removedAt!: Date | null;
}
