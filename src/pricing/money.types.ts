import { GraphQLScalarType, Kind } from 'graphql';
import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { HeadwaterError } from '../graphql/errors';
import { formatFen, MAX_FEN, parseFen } from './fen';

const DECIMAL = /^-?\d{1,15}(\.\d{1,9})?$/;

function decimal(value: unknown): string {
  if (typeof value === 'string' && DECIMAL.test(value)) return value;
  throw new HeadwaterError('INVALID_INPUT', {
    field: 'Decimal',
    expected: {
      en: 'a decimal number as a string, e.g. "19.90"',
      'zh-CN': '以字符串表示的十进制数，例如 "19.90"',
    },
  });
}

export const Decimal = new GraphQLScalarType({
  name: 'Decimal',
  description: 'A decimal number as a string, e.g. "19.90". Never a float.',
  serialize: decimal,
  parseValue: decimal,
  parseLiteral: (node) => decimal(node.kind === Kind.STRING ? node.value : undefined),
});

export enum CurrencyCode {
  CNY = 'CNY',
}
registerEnumType(CurrencyCode, {
  name: 'CurrencyCode',
  description: 'ISO 4217.',
  valuesConfig: { CNY: { description: 'Renminbi, yuan.' } },
});

@ObjectType({ description: 'An amount of money.', simpleResolvers: true })
export class Money {
  @Field(() => Decimal, { description: 'Yuan with two decimals, e.g. "19.90".' })
  amount!: string;

  @Field(() => CurrencyCode, { description: 'The currency.' })
  currency!: CurrencyCode;
}

@ObjectType({ description: 'From the cheapest to the dearest.', simpleResolvers: true })
export class PriceRange {
  @Field(() => Money, { description: 'The least price.' })
  min!: Money;

  @Field(() => Money, { description: 'The largest price.' })
  max!: Money;
}

export const money = (fen: number): Money => ({ amount: formatFen(fen), currency: CurrencyCode.CNY });

/** Null where there is nothing that has a price. */
export const priceRange = (range: { minPrice: number | null; maxPrice: number | null }): PriceRange | null =>
  range.minPrice === null || range.maxPrice === null
    ? null
    : { min: money(range.minPrice), max: money(range.maxPrice) };

@InputType({ description: 'From min to max, both included; an end left out is open.' })
export class DecimalRange {
  @Field(() => Decimal, { nullable: true, description: 'The least value.' })
  min?: string | null;

  @Field(() => Decimal, { nullable: true, description: 'The largest value.' })
  max?: string | null;
}

/**
 * A range of prices in fen.
 * @throws INVALID_INPUT where an end is no price, or min is above max
 */
export function fenRange(
  range: DecimalRange | null | undefined,
  field: string,
): { min?: number; max?: number } {
  const end = (name: 'min' | 'max'): number | undefined => {
    const text = range?.[name];
    if (text === null || text === undefined) return undefined;
    const fen = parseFen(text);
    if (fen === undefined) {
      throw new HeadwaterError('INVALID_INPUT', {
        field: `${field}.${name}`,
        expected: {
          en: `yuan with at most two decimals, from 0 to ${formatFen(MAX_FEN)}`,
          'zh-CN': `以元为单位、至多两位小数的金额，取值 0 到 ${formatFen(MAX_FEN)}`,
        },
      });
    }
    return fen;
  };
  const [min, max] = [end('min'), end('max')];
  if (min !== undefined && max !== undefined && min > max) {
    const expected = { en: 'min not above max', 'zh-CN': '最小值不大于最大值' };
    throw new HeadwaterError('INVALID_INPUT', { field, expected });
  }
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
