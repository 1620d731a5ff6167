import type { OracleSku } from './oracle-data';
import { type Factor, FACTORS, type PerFactor } from './oracle-values';

/** What reasons may say of a streamer, and what must then be true: an independent reading of each sentence. */

export type StreamerFacts = {
  sku: OracleSku;
  values: PerFactor;
  categoryName: string;
  sessionDemand: number;
};
type Check = (facts: StreamerFacts, said: string) => boolean;

const valueOf = ({ values }: StreamerFacts, factor: Factor): number => values[FACTORS.indexOf(factor)]!;

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
  (facts.sku.live_price / 100).toFixed(2) === said && valueOf(facts, 'PRICE_FIT') >= 500_000;
const isEnough: Check = ({ sku, sessionDemand }) => sku.stock >= sessionDemand;

const CHINESE: [RegExp, Check][] = [
  [/^粉丝常买「(.+)」$/, isCategory(500_000)],
  [/^粉丝常买与「(.+)」相近的品类$/, isCategory(100_000)],
  [/^粉丝与目标人群重合度 (\d+) %$/, isPercentOf('AUDIENCE_FIT')],
  [/^¥([\d.]+) 在粉丝常买的价格带$/, isPrice],
  [/^(\d+) % 的粉丝所在省份包邮且 48 小时内发货$/, isPercentOf('DELIVERY_FIT')],
  [/^库存够其卖一场$/, isEnough],
];

const ENGLISH: [RegExp, Check][] = [
  [/^Their fans often buy (.+)$/, isCategory(500_000)],
  [/^Their fans buy what is close to (.+)$/, isCategory(100_000)],
  [/^Their fans and its buyers overlap by (\d+) %$/, isPercentOf('AUDIENCE_FIT')],
  [/^¥([\d.]+) is a price their fans often pay$/, isPrice],
  [/^Ships free within 48 h to the provinces of (\d+) % of their fans$/, isPercentOf('DELIVERY_FIT')],
  [/^Enough in stock for one of their sessions$/, isEnough],
];

/** Whether a reason is one that is known, and true. */
export function isTrueOfStreamer(reason: string, language: 'zh-CN' | 'en', facts: StreamerFacts): boolean {
  return (language === 'en' ? ENGLISH : CHINESE).some(([pattern, check]) => {
    const found = pattern.exec(reason);
    return found !== null && check(facts, found[1] ?? '');
  });
}
