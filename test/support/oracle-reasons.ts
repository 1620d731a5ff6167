import type { OracleMatch } from './oracle';
import { type Factor, FACTORS } from './oracle-values';

/** What reasons may say, and what must then be true of the match: an independent reading of each sentence. */

export type Facts = { match: OracleMatch; categoryName: string; sessionDemand: number };
type Check = (facts: Facts, said: string) => boolean;

const valueOf = ({ match }: Facts, factor: Factor): number => match.values[FACTORS.indexOf(factor)]!;

const isCategory =
  (least: number): Check =>
  (facts, said) =>
    facts.categoryName === said && valueOf(facts, 'CATEGORY_AFFINITY') >= least;

/** A percentage that is said is what is there, rounded down. */
const isPercentOf =
  (factor: Factor): Check =>
  (facts, said) =>
    Math.floor(valueOf(facts, factor) / 10_000) === Number(said);

const isPrice: Check = (facts, said) =>
  (facts.match.sku.live_price / 100).toFixed(2) === said && valueOf(facts, 'PRICE_FIT') >= 500_000;
const isCheaper: Check = ({ match: { sku } }, said) =>
  Math.floor((100 * (sku.market_price! - sku.live_price)) / sku.market_price!) === Number(said);
const isCommission: Check = ({ match: { sku } }, said) =>
  Math.floor(sku.commission_rate / 100) === Number(said);
const isEnough: Check = ({ match: { sku }, sessionDemand }) => sku.stock >= sessionDemand;
const sellsFaster: Check = ({ match: { sku } }) => sku.sales_recent > sku.sales_previous;

const CHINESE: [RegExp, Check][] = [
  [/^粉丝常买「(.+)」$/, isCategory(500_000)],
  [/^「(.+)」与粉丝常买的品类相近$/, isCategory(100_000)],
  [/^目标人群与粉丝重合度 (\d+) %$/, isPercentOf('AUDIENCE_FIT')],
  [/^¥([\d.]+) 在粉丝常买的价格带$/, isPrice],
  [/^供应商质量分 (\d+) %$/, isPercentOf('SUPPLIER_QUALITY')],
  [/^比市场价低 (\d+) %$/, isCheaper],
  [/^(\d+) % 的粉丝所在省份包邮且 48 小时内发货$/, isPercentOf('DELIVERY_FIT')],
  [/^库存够卖一场$/, isEnough],
  [/^佣金 (\d+) %$/, isCommission],
  [/^近一周销量上升$/, sellsFaster],
];

const ENGLISH: [RegExp, Check][] = [
  [/^Your fans often buy (.+)$/, isCategory(500_000)],
  [/^(.+) is close to what your fans buy$/, isCategory(100_000)],
  [/^Its buyers and your fans overlap by (\d+) %$/, isPercentOf('AUDIENCE_FIT')],
  [/^¥([\d.]+) is a price your fans often pay$/, isPrice],
  [/^Supplier quality score of (\d+) %$/, isPercentOf('SUPPLIER_QUALITY')],
  [/^(\d+) % below the market price$/, isCheaper],
  [/^Ships free within 48 h to the provinces of (\d+) % of your fans$/, isPercentOf('DELIVERY_FIT')],
  [/^Enough in stock for a session$/, isEnough],
  [/^Commission of (\d+) %$/, isCommission],
  [/^Selling faster this week than last$/, sellsFaster],
];

/** Whether a reason is one that is known, and true of the match. */
export function isTrue(reason: string, language: 'zh-CN' | 'en', facts: Facts): boolean {
  return (language === 'en' ? ENGLISH : CHINESE).some(([pattern, check]) => {
    const found = pattern.exec(reason);
    return found !== null && check(facts, found[1] ?? '');
  });
}
