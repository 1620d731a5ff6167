import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { Field, ObjectType } from 'type-graphql';

@Entity()
@Check('price_band_number_ck', `number BETWEEN 1 AND 31`)
@Check('price_band_range_ck', `min_fen >= 0 AND max_fen > min_fen`)
@ObjectType({
  description:
    'A step of the log-spaced ladder of live prices. Half-open: min <= price < max; the last band has no max.',
})
export class PriceBand {
  @PrimaryColumn('smallint')
  number!: number;

  @Column('text', { unique: true })
  @Field(() => String, { description: 'The stable name in filters, e.g. "P50_70" for 50 to 70 yuan.' })
  code!: string;

  @Column('integer', { unique: true })
  minFen!: number;

  @Column('integer', { nullable: true })
  maxFen!: number | null;
}
