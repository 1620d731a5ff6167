import { Field, Int, ObjectType } from 'type-graphql';
import { Belt } from '../belts/belt.entity';
import { Category } from '../categories/category.entity';
import { Lazy } from '../graphql/lazy';
import { PriceBand } from '../pricing/price-band.entity';

const COUNT = 'How many SKUs; 1 or more.';

@ObjectType({ description: 'How many SKUs of a list are of a belt.', simpleResolvers: true })
export class BeltCount {
  @Field(() => Belt, { description: 'The belt.' })
  belt!: Belt;

  @Field(() => Int, { description: COUNT })
  count!: number;
}

@ObjectType({
  description: 'How many SKUs of a list are in a category or in one below it.',
  simpleResolvers: true,
})
export class CategoryCount {
  @Field(() => Category, { description: 'The category: a leaf, or one with others below it.' })
  category!: Category;

  @Field(() => Int, { description: COUNT })
  count!: number;
}

@ObjectType({ description: 'How many SKUs of a list are in a price band.', simpleResolvers: true })
export class PriceBandCount {
  @Field(() => PriceBand, { description: 'The price band.' })
  band!: PriceBand;

  @Field(() => Int, { description: COUNT })
  count!: number;
}

@ObjectType({
  description:
    'How many SKUs of the whole list there are by belt, category and price band: exact, as of the moment of the ' +
    'request. Each is counted without its own condition of the filter, so that it tells what another choice would find; ' +
    'what would find nothing is left out. Error COUNT_TOO_SLOW where the filter leaves too many SKUs to be looked at.',
  simpleResolvers: true,
})
export class SkuFacets {
  @Lazy()
  @Field(() => [BeltCount], { description: 'By belt, in the order of belts; without filter.belts.' })
  belts!: BeltCount[];

  @Lazy()
  @Field(() => [CategoryCount], {
    description: 'By category, parents before children, each with all below it; without filter.categories.',
  })
  categories!: CategoryCount[];

  @Lazy()
  @Field(() => [PriceBandCount], {
    description: 'By price band, the cheapest first; without filter.price and filter.priceBands.',
  })
  priceBands!: PriceBandCount[];
}
