import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import { Category } from '../categories/category.entity';
import { Region } from '../geography/region.entity';
import { PriceBand } from '../pricing/price-band.entity';

export enum Gender {
  FEMALE = 'FEMALE',
  MALE = 'MALE',
}
registerEnumType(Gender, {
  name: 'Gender',
  description: 'As platforms report it.',
  valuesConfig: { FEMALE: { description: 'Women.' }, MALE: { description: 'Men.' } },
});

export enum AgeBand {
  UNDER_18 = 'UNDER_18',
  AGE_18_23 = 'AGE_18_23',
  AGE_24_30 = 'AGE_24_30',
  AGE_31_40 = 'AGE_31_40',
  AGE_41_49 = 'AGE_41_49',
  AGE_50_PLUS = 'AGE_50_PLUS',
}
registerEnumType(AgeBand, {
  name: 'AgeBand',
  description: 'Ages in years, both ends included.',
  valuesConfig: {
    UNDER_18: { description: 'Up to 17.' },
    AGE_18_23: { description: '18 to 23.' },
    AGE_24_30: { description: '24 to 30.' },
    AGE_31_40: { description: '31 to 40.' },
    AGE_41_49: { description: '41 to 49.' },
    AGE_50_PLUS: { description: '50 and above.' },
  },
});

@ObjectType({ description: 'The share of one gender.', simpleResolvers: true })
export class GenderShare {
  @Field(() => Gender, { description: 'The gender.' })
  gender!: Gender;

  @Field(() => Float, { description: '0..1.' })
  share!: number;
}

@ObjectType({ description: 'The share of one age band.', simpleResolvers: true })
export class AgeShare {
  @Field(() => AgeBand, { description: 'The age band.' })
  age!: AgeBand;

  @Field(() => Float, { description: '0..1.' })
  share!: number;
}

@ObjectType({ description: 'The share of one region.', simpleResolvers: true })
export class RegionShare {
  @Field(() => Region, { description: 'The province.' })
  region!: Region;

  @Field(() => Float, { description: '0..1.' })
  share!: number;
}

@ObjectType({ description: 'The share of one price band.', simpleResolvers: true })
export class PriceBandShare {
  @Field(() => PriceBand, { description: 'The price band.' })
  band!: PriceBand;

  @Field(() => Float, { description: '0..1.' })
  share!: number;
}

@ObjectType({ description: 'The share of one category.', simpleResolvers: true })
export class CategoryShare {
  @Field(() => Category, { description: 'The category.' })
  category!: Category;

  @Field(() => Float, { description: '0..1.' })
  share!: number;
}

@ObjectType({ description: 'The price bands that fans buy one top category in.', simpleResolvers: true })
export class CategoryPriceBands {
  @Field(() => Category, { description: 'The top category.' })
  category!: Category;

  @Field(() => [PriceBandShare], { description: 'Shares by price band; they sum to 1.' })
  priceBands!: PriceBandShare[];
}

/** Shares are kept in millionths, in the order of the enum. */
const MILLION = 1_000_000;

export const genderShares = (shares: readonly number[]): GenderShare[] =>
  shares.map((share, i) => ({ gender: Object.values(Gender)[i]!, share: share / MILLION }));

export const ageShares = (shares: readonly number[]): AgeShare[] =>
  shares.map((share, i) => ({ age: Object.values(AgeBand)[i]!, share: share / MILLION }));

export const priceBandShares = (shares: readonly number[], bands: readonly PriceBand[]): PriceBandShare[] =>
  shares.flatMap((share, i) => {
    const band = bands[i];
    return band ? [{ band, share: share / MILLION }] : [];
  });
