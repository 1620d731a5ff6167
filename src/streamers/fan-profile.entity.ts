import { Check, Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Streamer } from './streamer.entity';

/** Shares by key, in millionths. */
export type ShareMap = Record<string, number>;

/** Every list or map of shares is empty (unknown) or sums to 1,000,000. */
@Entity()
@Check('fan_profile_genders_ck', `cardinality(gender_shares) IN (0, 2) AND shares_are_whole(gender_shares)`)
@Check('fan_profile_ages_ck', `cardinality(age_shares) IN (0, 6) AND shares_are_whole(age_shares)`)
@Check('fan_profile_price_bands_ck', `shares_are_whole(price_band_shares)`)
@Check('fan_profile_regions_ck', `shares_are_whole(region_shares)`)
@Check('fan_profile_categories_ck', `shares_are_whole(category_shares)`)
@Check('fan_profile_sample_ck', `sample_size >= 0`)
@Index('fan_profile_counted_ix', { synchronize: false })
@ObjectType({
  description:
    'Who a streamer’s fans are and what they buy (粉丝画像). Each list of shares sums to 1; empty where unknown.',
})
export class FanProfile {
  @PrimaryColumn('uuid')
  streamerId!: string;

  @OneToOne(() => Streamer, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'streamer_id', referencedColumnName: 'uuid' })
  streamerRow?: Relation<Streamer>;

  /** In the order of the enum Gender. */
  @Column('integer', { array: true, default: [] })
  genderShares!: number[];

  /** In the order of the enum AgeBand. */
  @Column('integer', { array: true, default: [] })
  ageShares!: number[];

  /** The first element belongs to the price band of number 1. */
  @Column('integer', { array: true, default: [] })
  priceBandShares!: number[];

  /** By two-digit province code. */
  @Column('jsonb', { default: {} })
  regionShares!: ShareMap;

  /** By category number. */
  @Column('jsonb', { default: {} })
  categoryShares!: ShareMap;

  /** Price band shares (as above) by the number of a top category, for those with purchases enough of their own. */
  @Column('jsonb', { default: {} })
  categoryPriceBandShares!: Record<string, number[]>;

  @Column('integer', { default: 0 })
  @Field(() => Int, { description: 'Orders that the shares were counted from; 0 where they were declared.' })
  sampleSize!: number;

  @Column('integer', { default: 1 })
  @Field(() => Int, {
    description: 'Counts up with every fanProfileReplace; for optimistic locking. 0 where nothing is known.',
  })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  @Field(() => GraphQLDateTime, { description: 'When the profile was last replaced.' })
  updatedAt!: Date;
}
