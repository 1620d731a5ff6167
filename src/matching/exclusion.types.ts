import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MATCH_LIMITS } from '../config/limits';

/** In the order in which SKUs are counted: the first that applies. */
export enum ExclusionReason {
  NOT_LISTED = 'NOT_LISTED',
  SUPPLIER_NOT_ACTIVE = 'SUPPLIER_NOT_ACTIVE',
  FLAGGED = 'FLAGGED',
  OUT_OF_STOCK = 'OUT_OF_STOCK',
  FILTERED = 'FILTERED',
  SUPPLIER_LIMIT = 'SUPPLIER_LIMIT',
}
registerEnumType(ExclusionReason, {
  name: 'ExclusionReason',
  description:
    'Why goods are left out of a ranking. For one of the first four a SKU is not eligible: it is in nobody’s ranking. ' +
    'FILTERED and SUPPLIER_LIMIT leave eligible goods out of one result, and are found in its diagnostics alone.',
  valuesConfig: {
    NOT_LISTED: { description: 'It is a DRAFT or DELISTED.' },
    SUPPLIER_NOT_ACTIVE: { description: 'Its supplier is LIMITED or FROZEN.' },
    FLAGGED: { description: 'A reviewer holds it back from matching.' },
    OUT_OF_STOCK: { description: 'Nothing of it is in stock.' },
    FILTERED: {
      description:
        'Eligible, but left out by the filter without a look at it: its belt, its category, its price band, its step ' +
        'of stock (1, 10, 30, 100, …), or because nothing like it has the quality asked for. Goods that other parts of ' +
        'the filter would leave out are not counted, since only those read are known.',
    },
    SUPPLIER_LIMIT: {
      description:
        'Passed over because maxPerSupplier better goods of its supplier are in the result: those that would rank ' +
        'above the last of this page; on the last page, all of them.',
    },
  },
});

@ObjectType({ description: 'One reason for which a SKU is in no ranking.', simpleResolvers: true })
export class Exclusion {
  @Field(() => ExclusionReason, { description: 'The reason; never FILTERED or SUPPLIER_LIMIT.' })
  reason!: ExclusionReason;

  @Field(() => String, {
    description: 'A short sentence for people, in the language of Accept-Language (zh-CN by default).',
  })
  message!: string;
}

@ObjectType({ description: 'How many SKUs a reason left out of a ranking.', simpleResolvers: true })
export class ExcludedCount {
  @Field(() => ExclusionReason, { description: 'The reason.' })
  reason!: ExclusionReason;

  @Field(() => Int, {
    description:
      'SKUs, each under the first reason that applies, 0 or more. The first four reasons: of the whole catalogue, ' +
      `exactly as it was at one moment, about ${MATCH_LIMITS.ineligibleCountsMs / 1_000} seconds ago at most. FILTERED ` +
      'and skusConsidered together are all eligible SKUs.',
  })
  count!: number;
}
