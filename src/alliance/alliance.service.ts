import type { Connection, ForwardArgs } from '../graphql/connection';
import type { RequestContext } from '../graphql/context';
import { HeadwaterError } from '../graphql/errors';
import { MILLION } from '../matching/factors';
import { money } from '../pricing/money.types';
import type { Sku } from '../skus/sku.entity';
import { ALLIANCE_LIMITS } from '../config/limits';
import type { AllianceDecision, RecordedCheck } from './alliance-decision.entity';
import { AllianceRule } from './alliance-rule.entity';
import type { Alliance, AllianceCheck, SkuAlliance } from './alliance.types';
import { amountOf, reasonOf, requiredBy } from './reasons';

export const feeRate = (millionths: number | null): number | null =>
  millionths === null ? null : millionths / MILLION;

/**
 * How goods stand with the alliance, now or at a moment before.
 * @throws INVALID_INPUT for a moment to come
 */
export async function allianceOf(
  context: RequestContext,
  sku: Sku,
  asOf: Date | null,
): Promise<SkuAlliance | null> {
  if (asOf && asOf.getTime() > Date.now()) {
    const expected = { en: 'a moment that has been', 'zh-CN': '不晚于当前的时间' };
    throw new HeadwaterError('INVALID_INPUT', { field: 'asOf', expected });
  }
  const standing = await context.loaders.allianceStanding.load({ skuId: sku.uuid, asOf });
  if (!standing) return null;
  const { admitted, decidedAt, admissible, checks, allowance, used, newcomer_until: until } = standing;
  return {
    skuId: sku.uuid,
    asOf,
    admitted,
    decidedAt,
    admissible,
    feeRate: feeRate(standing.fee_rate),
    allowance: allowance === null ? null : { limit: money(allowance), used: money(used!), until: until! },
    rules: await checksOf(context, checks),
  };
}

/** What was recorded of rules, with the very versions that it is about. */
export async function checksOf(
  { loaders, language }: RequestContext,
  recorded: readonly RecordedCheck[],
): Promise<AllianceCheck[]> {
  const rules = await Promise.all(recorded.map(({ rule }) => loaders.allianceRule.load(rule)));
  return recorded.flatMap((check, i) => {
    const rule = rules[i];
    if (!rule) return [];
    return {
      rule,
      required: requiredBy(rule),
      actual: amountOf(rule, check.actual),
      met: check.met,
      waived: check.waived,
      reason: reasonOf(rule, check, language),
    };
  });
}

/** Decisions on goods, newest first. @throws INVALID_PAGE, INVALID_CURSOR */
export const decisionsOn = (
  { pages, loaders }: RequestContext,
  { skuId, asOf }: SkuAlliance,
  args: ForwardArgs,
): Promise<Connection<AllianceDecision>> =>
  pages.page<AllianceDecision>(
    {
      identity: ['alliance.history', asOf],
      query: {
        table: 'alliance_decision',
        conditions: asOf ? [(add) => `date_trunc('milliseconds', t.at) <= ${add(asOf)}::timestamptz`] : [],
        order: { column: 'at', type: 'timestamptz', direction: 'DESC' },
        parent: { column: 'sku_id', type: 'uuid' },
      },
      parent: skuId,
      load: (ids) => loaders.allianceDecision.loadMany(ids),
    },
    args,
  );

const CATEGORIES = `
  SELECT * FROM (
    SELECT DISTINCT ON (category_number) category_number AS number, is_open AS "isOpen"
      FROM alliance_category ORDER BY category_number, at DESC, id) said
   WHERE "isOpen" IS NOT NULL`;

/** The rules as everybody may know them. */
export async function readAlliance({ app }: RequestContext): Promise<Alliance> {
  const { dataSource, reference } = app;
  const [rules, said] = await Promise.all([
    dataSource.getRepository(AllianceRule).find({
      order: { validFrom: 'DESC', addedAt: 'DESC', uuid: 'ASC' },
      take: ALLIANCE_LIMITS.rules,
    }),
    dataSource.query<{ number: number; isOpen: boolean }[]>(CATEGORIES),
  ]);
  return {
    rules,
    categories: said.flatMap(({ number, isOpen }) => {
      const category = reference.categories.get(number);
      return category ? [{ category, isOpen }] : [];
    }),
  };
}
