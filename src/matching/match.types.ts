import { ArgsType, Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { INPUT_LIMITS, MATCH_LIMITS, NEWCOMER_LIMITS } from '../config/limits';
import { PageInfo } from '../graphql/connection';
import { Lazy } from '../graphql/lazy';
import { DecimalRange } from '../pricing/money.types';
import { Sku } from '../skus/sku.entity';
import { Guarantee } from '../skus/sku.enums';
import { ExcludedCount } from './exclusion.types';
import { MatchFactor, MILLION } from './factors';
import { ProfileSource } from './fans';
import { MatchWeightsInput } from './weights';

registerEnumType(ProfileSource, {
  name: 'ProfileSource',
  description: 'Where the shares of a fan profile come from.',
  valuesConfig: {
    PURCHASES: { description: 'Counted from what the fans bought.' },
    DECLARED: { description: 'Declared by the streamer or the platform, without purchases.' },
    NICHE: { description: 'The categories that the streamer declares to sell.' },
    BELT_AVERAGE: { description: 'The average of the streamers of the same home belt.' },
    PLATFORM_AVERAGE: { description: 'The average of all streamers.' },
    UNKNOWN: { description: 'Nothing is known, nor anything to average; the factors concerned are 0.' },
  },
});

export enum ProfileDimension {
  GENDERS = 'GENDERS',
  AGES = 'AGES',
  REGIONS = 'REGIONS',
  PRICE_BANDS = 'PRICE_BANDS',
  CATEGORIES = 'CATEGORIES',
}
registerEnumType(ProfileDimension, {
  name: 'ProfileDimension',
  description: 'A list of shares of a fan profile.',
  valuesConfig: {
    GENDERS: { description: 'The fans’ genders.' },
    AGES: { description: 'The fans’ ages.' },
    REGIONS: { description: 'The fans’ provinces.' },
    PRICE_BANDS: { description: 'The price bands they buy in.' },
    CATEGORIES: { description: 'The categories they buy.' },
  },
});

@InputType({ description: 'Which goods to rank; every condition given must hold.' })
export class MatchFilter {
  @Field(() => [String], {
    nullable: true,
    description: 'Slugs of belts. Error NOT_FOUND for an unknown one.',
  })
  belts?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Slugs of categories, with all below them. Error NOT_FOUND for an unknown one.',
  })
  categories?: string[] | null;

  @Field(() => DecimalRange, { nullable: true, description: 'livePrice in yuan, both ends included.' })
  price?: DecimalRange | null;

  @Field(() => [Guarantee], { nullable: true, description: 'Goods with all of these guarantees.' })
  guarantees?: Guarantee[] | null;

  @Field(() => Int, { nullable: true, description: 'At least so many in stock; 0 or more.' })
  minStock?: number | null;

  @Field(() => Float, { nullable: true, description: 'A supplier quality score of at least this, 0..1.' })
  minQuality?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: only goods of suppliers with the label of reliable goods (靠谱货). False: only those of others.',
  })
  reliable?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: only goods in the shared library (好物联盟). False: only those outside.',
  })
  alliance?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'At most this many goods of one supplier in the whole result, 1 or more; ' +
      `${MATCH_LIMITS.defaultMaxPerSupplier} where left out. A supplier’s best ones stay.`,
  })
  maxPerSupplier?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Goods of which each word is contained in the title, the code, the supplier’s name or the belt’s; at most ' +
      `${INPUT_LIMITS.maxSearchText} characters.`,
  })
  text?: string | null;
}

@ArgsType()
export class MatchArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many from the best on, 0 to 100; 20 where left out.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only what ranks after this cursor, which must be of the same filter, weights and newcomerShare.',
  })
  after?: string | null;

  @Field(() => MatchFilter, { nullable: true, description: 'Which goods to rank.' })
  filter?: MatchFilter | null;

  @Field(() => MatchWeightsInput, { nullable: true, description: 'What matters how much.' })
  weights?: MatchWeightsInput | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Share of the places that go to the best goods of newcomers (suppliers of good quality whose goods were shown ' +
      `little in the last 30 days), 0..${NEWCOMER_LIMITS.maxShare / MILLION}; ` +
      `${NEWCOMER_LIMITS.defaultShare / MILLION} where left out: every tenth place. 0 switches it off.`,
  })
  newcomerShare?: number | null;
}

@ObjectType({ description: 'What one factor adds to a score.', simpleResolvers: true })
export class ScoreComponent {
  @Field(() => MatchFactor, { description: 'The factor.' })
  factor!: MatchFactor;

  @Field(() => Float, { description: 'How well the SKU does in it, 0..1.' })
  value!: number;

  @Field(() => Float, { description: 'What share of the score it decides, 0..1; all nine sum to 1.' })
  weight!: number;

  @Field(() => Float, { description: 'weight × value, rounded to millionths.' })
  contribution!: number;
}

@ObjectType({ description: 'Where one list of shares comes from.', simpleResolvers: true })
export class ProfileBasis {
  @Field(() => ProfileDimension, { description: 'The list.' })
  dimension!: ProfileDimension;

  @Field(() => ProfileSource, { description: 'Where it comes from.' })
  source!: ProfileSource;
}

@ObjectType({ description: 'How the ranking was obtained.', simpleResolvers: true })
export class MatchDiagnostics {
  @Field(() => Int, { description: 'Listed SKUs that the ranking ranges over.' })
  skusConsidered!: number;

  @Field(() => Int, {
    description: 'SKU rows that the search which found it read; a row read in two rounds counts twice.',
  })
  rowsExamined!: number;

  @Field(() => Int, { description: 'Matching cells that were read from.' })
  cellsProbed!: number;

  @Field(() => Int, { description: 'Rounds of that search, each one statement.' })
  rounds!: number;

  @Field(() => Boolean, {
    description:
      'True where no SKU left out can score above one returned; of newcomers’ places, where no newcomer’s can.',
  })
  exact!: boolean;

  @Field(() => Int, {
    description: 'Places that were given to newcomers, from rank 1 to the end of the page.',
  })
  newcomerPlaces!: number;

  @Field(() => [ProfileBasis], { description: 'What the fan profile that was ranked for rests on.' })
  basis!: ProfileBasis[];

  @Lazy()
  @Field(() => [ExcludedCount], {
    description:
      'How many SKUs were left out, and why: each reason once, in the order in which they are counted.',
  })
  excluded!: () => Promise<ExcludedCount[]>;
}

@ObjectType({ description: 'One match, and its place in the ranking.', simpleResolvers: true })
export class MatchEdge {
  @Field(() => String, { description: 'The place in the ranking, for after.' })
  cursor!: string;

  @Field(() => Sku, { description: 'The goods.' })
  node!: Sku;

  @Field(() => Int, { description: '1 for the best.' })
  rank!: number;

  @Field(() => Float, { description: '0..1; the sum of the components’ contributions.' })
  score!: number;

  @Field(() => Boolean, {
    description:
      'True where the place was given to the goods of a newcomer (see newcomerShare); by score alone they may stand ' +
      'further down.',
  })
  newcomer!: boolean;

  @Lazy()
  @Field(() => [ScoreComponent], { description: 'What the score is made of, one per factor.' })
  components!: ScoreComponent[] | (() => ScoreComponent[]);

  @Lazy()
  @Field(() => [String], {
    description: 'Short sentences for people, in the language of Accept-Language (zh-CN by default).',
  })
  reasons!: string[] | (() => string[]);
}

@ObjectType({ description: 'Source goods for a streamer, best first.', simpleResolvers: true })
export class MatchConnection {
  @Field(() => [MatchEdge], { description: 'The page, with ranks and reasons.' })
  edges!: MatchEdge[];

  @Field(() => [Sku], { description: 'The page’s goods.' })
  nodes!: Sku[];

  @Field(() => PageInfo, { description: 'Where the page stands in the ranking.' })
  pageInfo!: PageInfo;

  @Field(() => MatchDiagnostics, { description: 'How the ranking was obtained.' })
  diagnostics!: MatchDiagnostics;
}
