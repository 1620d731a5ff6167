import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { INPUT_LIMITS, SEARCH_LIMITS } from '../config/limits';
import { SkuFacets } from '../facets/facet.types';
import { Region } from '../geography/region.entity';
import { ConnectionArgs, connectionTypes } from '../graphql/connection';
import { Lazy } from '../graphql/lazy';
import { OrderDirection } from '../graphql/order';
import { DecimalRange } from '../pricing/money.types';
import { AgeShare, GenderShare } from '../streamers/share.types';
import { Sku } from './sku.entity';
import { Guarantee, Provenance } from './sku.enums';

@InputType({ description: 'Which SKUs; every condition given must hold.' })
export class SkuFilter {
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

  @Field(() => [ID], { nullable: true, description: 'Ids of suppliers. Error INVALID_ID for what is none.' })
  suppliers?: string[] | null;

  @Field(() => DecimalRange, { nullable: true, description: 'livePrice in yuan, both ends included.' })
  price?: DecimalRange | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Codes of price bands. Error NOT_FOUND for an unknown one.',
  })
  priceBands?: string[] | null;

  @Field(() => [Provenance], { nullable: true, description: 'Any of these provenances.' })
  provenances?: Provenance[] | null;

  @Field(() => [Guarantee], { nullable: true, description: 'All of these guarantees.' })
  guarantees?: Guarantee[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: only goods of suppliers with the label of reliable goods (靠谱货). False: only those of others.',
  })
  reliable?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'At least so many in stock; 0 or more. For those who may see the stock of all SKUs in the list.',
  })
  minStock?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Those in the shared library (好物联盟), or with false those outside; any where left out.',
  })
  alliance?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'SKUs of which every word is contained in the title, the code, the supplier’s name or the belt’s; words are what ' +
      'blanks part, and full-width forms and capitals count as plain ones. At most ' +
      `${INPUT_LIMITS.maxSearchText} characters, else error INVALID_INPUT.`,
  })
  text?: string | null;
}

export enum SkuOrderField {
  RELEVANCE = 'RELEVANCE',
  PRICE = 'PRICE',
  QUALITY = 'QUALITY',
  NEWEST = 'NEWEST',
}
registerEnumType(SkuOrderField, {
  name: 'SkuOrderField',
  description: 'What SKUs are ordered by; ties by id.',
  valuesConfig: {
    RELEVANCE: {
      description:
        'How well it fits filter.text: 3 where the text is the code, 2 where the title has every word, else 1; among ' +
        'equals the supplier quality score. DESC is the best first. Without a text the same as QUALITY.',
    },
    PRICE: { description: 'livePrice.' },
    QUALITY: { description: 'The supplier quality score.' },
    NEWEST: { description: 'When the SKU was created; DESC is the newest first.' },
  },
});

@InputType({ description: 'The order of SKUs.' })
export class SkuOrder {
  @Field(() => SkuOrderField, { description: 'What to order by.' })
  field!: SkuOrderField;

  @Field(() => OrderDirection, { description: 'Rising or falling.' })
  direction!: OrderDirection;
}

@ArgsType()
export class SkusArgs extends ConnectionArgs {
  @Field(() => SkuFilter, { nullable: true, description: 'Which SKUs.' })
  filter?: SkuFilter | null;

  @Field(() => SkuOrder, { nullable: true, description: 'The newest first where left out.' })
  orderBy?: SkuOrder | null;
}

@ObjectType({
  description: 'A page of SKUs, and what there is to know of the whole list.',
  simpleResolvers: true,
})
export class SkuConnection extends connectionTypes('Sku', () => Sku, 'SKUs') {
  @Field(() => SkuFacets, {
    description:
      'How many SKUs of the whole list there are by belt, category and price band. Only what is asked for is counted.',
  })
  facets!: SkuFacets;

  @Lazy()
  @Field(() => String, {
    nullable: true,
    description:
      'A text that does find SKUs under the same other conditions, where filter.text finds none: one character ' +
      'changed, or one word left out. Null where there is none, or nothing to suggest. At most ' +
      `${SEARCH_LIMITS.maxSuggestions} in a request, else error QUERY_TOO_LARGE.`,
  })
  suggestion?: string | null;
}

@ObjectType({
  description: 'Who buys such goods: the SKU’s own audience, or its category’s.',
  simpleResolvers: true,
})
export class SkuAudience {
  @Field(() => String, { description: 'The Chinese name of the audience.' })
  name!: string;

  @Field(() => String, { description: 'The English name of the audience.' })
  nameEn!: string;

  @Field(() => [GenderShare], { description: 'Shares by gender; they sum to 1.' })
  genders!: GenderShare[];

  @Field(() => [AgeShare], { description: 'Shares by age; they sum to 1.' })
  ages!: AgeShare[];
}

@ObjectType({ description: 'Where and how fast a SKU ships.', simpleResolvers: true })
export class ShippingTerms {
  @Field(() => String, { description: 'The Chinese name of the terms.' })
  name!: string;

  @Field(() => String, { description: 'The English name of the terms.' })
  nameEn!: string;

  @Field(() => Int, { description: 'Hours from order to hand-over to the carrier.' })
  dispatchHours!: number;

  @Field(() => [Region], { description: 'Provinces that it ships to free of charge.' })
  freeProvinces!: Region[];
}

@ObjectType({ description: 'A property of a SKU, as its supplier names it.', simpleResolvers: true })
export class SkuAttribute {
  @Field(() => String, { description: 'The property, e.g. "材质".' })
  name!: string;

  @Field(() => String, { description: 'Its value, e.g. "纯棉".' })
  value!: string;
}
