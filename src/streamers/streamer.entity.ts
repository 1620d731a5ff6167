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
import { Field, Int, ObjectType } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';

@Entity()
@Check('streamer_handle_ck', `handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(handle) <= 64`)
@Check('streamer_name_ck', `length(name) BETWEEN 1 AND 100`)
@Check('streamer_counts_ck', `follower_count >= 0 AND session_demand > 0`)
@Index('streamer_followers_ix', ['followerCount', 'uuid'])
@ObjectType({
  implements: Node,
  description: 'A streamer (主播 / 达人): sells on live video.',
  simpleResolvers: true,
})
export class Streamer implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('Streamer', this.uuid);
  }

  @Column('text', { unique: true })
  @Field(() => String, {
    description: 'The stable name in URLs: lower-case letters, digits, hyphens; up to 64.',
  })
  handle!: string;

  @Column('text')
  @Field(() => String, { description: 'The name shown to people; 1 to 100 characters.' })
  name!: string;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'How many follow the streamer.' })
  followerCount!: number;

  @Column('smallint', { nullable: true })
  homeBeltNumber!: number | null;

  @ManyToOne(() => Belt)
  @JoinColumn({ name: 'home_belt_number', referencedColumnName: 'number' })
  homeBeltRow?: Relation<Belt> | null;

  /** Pieces of one good that the streamer sells in a session. */
  @Column('integer', { default: 100 })
  sessionDemand!: number;

  @Column('integer', { default: 1 })
  @Field(() => Int, { description: 'Counts up with every streamerUpdate; for optimistic locking.' })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
