import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Who buys a kind of goods, as one of at most 255 archetypes. Few, because a matching cell holds the number:
 * goods for the same people share cells.
 */
@Entity()
@Check('audience_number_ck', `number BETWEEN 1 AND 255`)
@Check('audience_genders_ck', `cardinality(gender_shares) = 2 AND shares_are_whole(gender_shares)`)
@Check('audience_ages_ck', `cardinality(age_shares) = 6 AND shares_are_whole(age_shares)`)
export class Audience {
  @PrimaryColumn('smallint')
  number!: number;

  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text')
  nameEn!: string;

  /** Millionths, in the order of the enum Gender; they sum to 1,000,000. */
  @Column('integer', { array: true })
  genderShares!: number[];

  /** Millionths, in the order of the enum AgeBand; they sum to 1,000,000. */
  @Column('integer', { array: true })
  ageShares!: number[];
}
