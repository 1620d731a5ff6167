import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MATCH_LIMITS } from '../config/limits';
import { Lazy } from '../graphql/lazy';
import { Sku } from '../skus/sku.entity';
import { Exclusion } from './exclusion.types';
import { ScoreComponent } from './match.types';

const DEPTH = MATCH_LIMITS.maxDepth.toLocaleString('en');

export enum RankAbsence {
  NOT_ELIGIBLE = 'NOT_ELIGIBLE',
  SUPPLIER_LIMIT = 'SUPPLIER_LIMIT',
  BEYOND_LIMIT = 'BEYOND_LIMIT',
  NOT_YET_RANKED = 'NOT_YET_RANKED',
}
registerEnumType(RankAbsence, {
  name: 'RankAbsence',
  description: 'Why a SKU has no rank.',
  valuesConfig: {
    NOT_ELIGIBLE: { description: 'It is in no ranking; exclusions says why.' },
    SUPPLIER_LIMIT: {
      description:
        `It is passed over: ${MATCH_LIMITS.defaultMaxPerSupplier} better goods of its supplier are among the first ` +
        `${DEPTH}. A higher filter.maxPerSupplier may bring it up.`,
    },
    BEYOND_LIMIT: { description: `It comes after rank ${DEPTH}, where rankings end.` },
    NOT_YET_RANKED: {
      description: 'It changed a moment ago, and the ranking does not know yet: ask again in a second.',
    },
  },
});

type Lazily<T> = () => Promise<T>;

@ObjectType({ description: 'Why, and why not, a SKU is ranked for a streamer.', simpleResolvers: true })
export class MatchVerdict {
  @Field(() => Sku, { description: 'The goods in question.' })
  sku!: Sku;

  @Field(() => Boolean, {
    description: 'Whether it is in rankings at all: listed, of an active supplier, not flagged, in stock.',
  })
  eligible!: boolean;

  @Field(() => [Exclusion], {
    description: 'Every reason for which it is not eligible; none exactly where it is.',
  })
  exclusions!: Exclusion[];

  @Field(() => Float, {
    description:
      '0..1; the sum of the components’ contributions. The same as in matches; for a SKU that is not eligible, what ' +
      'it would score as it is now.',
  })
  score!: number;

  @Field(() => [ScoreComponent], { description: 'What the score is made of, one per factor.' })
  components!: ScoreComponent[];

  @Field(() => [String], {
    description:
      'What speaks for it, as short sentences for people, in the language of Accept-Language (zh-CN by default).',
  })
  reasons!: string[];

  @Lazy()
  @Field(() => Int, {
    nullable: true,
    description:
      'Its rank in matches with neither filter nor newcomerShare, under the same weights: 1 for the best, exact up to ' +
      `${DEPTH}; null where it has none, and rankAbsence says why. It takes a ranking, so ask for it only where it is ` +
      'needed.',
  })
  rank!: Lazily<number | null>;

  @Lazy()
  @Field(() => RankAbsence, { nullable: true, description: 'Why it has no rank; null where it has one.' })
  rankAbsence!: Lazily<RankAbsence | null>;
}
