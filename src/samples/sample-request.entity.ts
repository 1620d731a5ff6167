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
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { toNodeId } from '../graphql/node-id';
import { Node } from '../graphql/node.type';
import { Sku } from '../skus/sku.entity';
import { Streamer } from '../streamers/streamer.entity';
import { Supplier } from '../suppliers/supplier.entity';

export enum SampleRequestStatus {
  REQUESTED = 'REQUESTED',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
  SHIPPED = 'SHIPPED',
  RECEIVED = 'RECEIVED',
}
registerEnumType(SampleRequestStatus, {
  name: 'SampleRequestStatus',
  description:
    'How far a request for samples is: REQUESTED, then ACCEPTED or DECLINED; ACCEPTED, then SHIPPED or still DECLINED; ' +
    'SHIPPED, then RECEIVED.',
  valuesConfig: {
    REQUESTED: { description: 'Nobody has answered yet.' },
    ACCEPTED: { description: 'Samples will come, on the terms said.' },
    DECLINED: { description: 'No samples will come; the reason says why. The end.' },
    SHIPPED: { description: 'The samples are on their way.' },
    RECEIVED: { description: 'The samples are there. The end.' },
  },
});

/**
 * A streamer's wish to try goods. It holds no address and no name of a person: those are told to the supplier where the
 * terms are agreed on, and would lie here for nothing.
 */
@Entity()
@Check('sample_request_quantity_ck', `quantity BETWEEN 1 AND 20`)
@Check(
  'sample_request_texts_ck',
  `length(message) <= 500 AND length(terms) BETWEEN 1 AND 500 AND length(reason) BETWEEN 1 AND 500 AND length(tracking_number) BETWEEN 1 AND 64`,
)
@Check('sample_request_declined_ck', `(status = 'DECLINED') = (reason IS NOT NULL)`)
@Check('sample_request_answered_ck', `(status = 'REQUESTED') = (answered_at IS NULL)`)
@Check('sample_request_shipped_ck', `(status IN ('SHIPPED', 'RECEIVED')) = (shipped_at IS NOT NULL)`)
@Check('sample_request_received_ck', `(status = 'RECEIVED') = (received_at IS NOT NULL)`)
@Index('sample_request_open_uq', ['streamerId', 'skuId'], {
  unique: true,
  where: `status IN ('REQUESTED', 'ACCEPTED', 'SHIPPED')`,
})
@Index(['streamerId', 'requestedAt', 'uuid'])
@Index(['supplierId', 'requestedAt', 'uuid'])
@Index(['requestedAt'])
@Index(['answeredAt'])
@ObjectType({
  implements: Node,
  description: 'A streamer’s request for samples (寄样) of goods, and what became of it.',
  simpleResolvers: true,
})
export class SampleRequest implements Node {
  @PrimaryGeneratedColumn('uuid', { name: 'id' })
  uuid!: string;

  get id(): string {
    return toNodeId('SampleRequest', this.uuid);
  }

  @Column('uuid')
  streamerId!: string;

  /** Loaded with the request: who may see it is told by the streamer's handle. */
  @ManyToOne(() => Streamer, { nullable: false })
  @JoinColumn({ name: 'streamer_id', referencedColumnName: 'uuid' })
  streamerRow?: Relation<Streamer>;

  @Column('uuid')
  skuId!: string;

  @ManyToOne(() => Sku, { nullable: false })
  @JoinColumn({ name: 'sku_id', referencedColumnName: 'uuid' })
  skuRow?: Relation<Sku>;

  /** Of the SKU, when the request was made. */
  @Column('uuid')
  supplierId!: string;

  @ManyToOne(() => Supplier, { nullable: false })
  @JoinColumn({ name: 'supplier_id', referencedColumnName: 'uuid' })
  supplierRow?: Relation<Supplier>;

  @Column('smallint')
  beltNumber!: number;

  @ManyToOne(() => Belt, { nullable: false })
  @JoinColumn({ name: 'belt_number', referencedColumnName: 'number' })
  beltRow?: Relation<Belt>;

  @Column('smallint')
  @Field(() => Int, { description: 'How many pieces are asked for.' })
  quantity!: number;

  @Column('text')
  @Field(() => String, { description: 'What the streamer says with it; may be empty.' })
  message!: string;

  @Column('enum', {
    enum: SampleRequestStatus,
    enumName: 'sample_request_status',
    default: SampleRequestStatus.REQUESTED,
  })
  @Field(() => SampleRequestStatus, { description: 'How far it is.' })
  status!: SampleRequestStatus;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'On which terms it was accepted, e.g. who pays the freight.',
  })
  terms!: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true, description: 'Why it was declined.' })
  reason!: string | null;

  @Column('text', { nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'The carrier’s number of the parcel, where it was told.',
  })
  trackingNumber!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  requestedAt!: Date;

  @Column('timestamptz', { nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was first accepted or declined.' })
  answeredAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the samples were sent.' })
  shippedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the samples were there.' })
  receivedAt!: Date | null;

  @Column('integer', { default: 1 })
  @Field(() => Int, { description: 'Counts up with every answer; for expectedVersion.' })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  @Field(() => GraphQLDateTime, { description: 'When it last changed.' })
  updatedAt!: Date;
}
