import { MILLION } from '../matching/factors';
import type { Language } from '../graphql/language';
import { formatFen } from '../pricing/fen';
import type { RecordedCheck } from './alliance-decision.entity';
import { type AllianceRule, AllianceRuleKind } from './alliance-rule.entity';

/** 4700000 → "4.7". */
const formatMillionths = (value: number): string => {
  const [whole, part] = [Math.trunc(value / MILLION), value % MILLION];
  return part === 0 ? String(whole) : `${whole}.${String(part).padStart(6, '0').replace(/0+$/, '')}`;
};

/** A number of a rule as people have it: stars, or yuan. Null of rules that are about no number. */
export function amountOf({ kind }: Pick<AllianceRule, 'kind'>, value: number | null): string | null {
  if (value === null || kind === AllianceRuleKind.LICENCE || kind === AllianceRuleKind.CATEGORY) return null;
  return kind === AllianceRuleKind.RATING ? formatMillionths(value) : formatFen(value);
}

export const requiredBy = (rule: Pick<AllianceRule, 'kind' | 'limit'>): string | null =>
  amountOf(rule, rule.limit === null ? null : Number(rule.limit));

type Facts = { required: string; actual: string | null; days: number; newcomerDays: number };
type Said = Record<Language, (facts: Facts) => string>;

const MET_OR_NOT: Record<string, { met: Said; unmet: Said }> = {
  LICENCE: {
    met: { en: () => 'The supplier has shown its licence.', 'zh-CN': () => '供应商已提供营业执照。' },
    unmet: { en: () => 'The supplier has not shown a licence.', 'zh-CN': () => '供应商尚未提供营业执照。' },
  },
  RATING: {
    met: {
      en: ({ days, actual, required }) =>
        `Rated ${actual} over ${days} days; at least ${required} is asked for.`,
      'zh-CN': ({ days, actual, required }) => `近 ${days} 天评分 ${actual}，要求不低于 ${required}。`,
    },
    unmet: {
      en: ({ days, actual, required }) =>
        actual === null
          ? `Nobody rated the supplier in ${days} days; at least ${required} is asked for.`
          : `Rated ${actual} over ${days} days; at least ${required} is asked for.`,
      'zh-CN': ({ days, actual, required }) =>
        actual === null
          ? `近 ${days} 天没有评分，要求不低于 ${required}。`
          : `近 ${days} 天评分 ${actual}，要求不低于 ${required}。`,
    },
  },
  SALES: {
    met: {
      en: ({ days, actual, required }) =>
        `Sold for ${actual} yuan in ${days} days; at least ${required} is asked for.`,
      'zh-CN': ({ days, actual, required }) =>
        `近 ${days} 天销售额 ${actual} 元，要求不低于 ${required} 元。`,
    },
    unmet: {
      en: ({ days, actual, required }) =>
        `Sold for ${actual} yuan in ${days} days; at least ${required} is asked for.`,
      'zh-CN': ({ days, actual, required }) =>
        `近 ${days} 天销售额 ${actual} 元，要求不低于 ${required} 元。`,
    },
  },
  CATEGORY: {
    met: { en: () => 'The category is open.', 'zh-CN': () => '该类目已开放。' },
    unmet: { en: () => 'The category is closed.', 'zh-CN': () => '该类目未开放。' },
  },
};

const WAIVED: Said = {
  en: ({ newcomerDays }) => `Not asked for in a supplier’s first ${newcomerDays} days.`,
  'zh-CN': ({ newcomerDays }) => `新商家前 ${newcomerDays} 天免除此项要求。`,
};

/** What a rule came to, and why, in words. */
export function reasonOf(
  rule: AllianceRule,
  { actual, met, waived }: RecordedCheck,
  language: Language,
): string {
  const facts = {
    required: requiredBy(rule) ?? '',
    actual: amountOf(rule, actual),
    days: rule.windowDays ?? 0,
    newcomerDays: rule.newcomerDays ?? 0,
  };
  const said = MET_OR_NOT[rule.kind]![met ? 'met' : 'unmet'][language](facts);
  return waived ? `${said}${language === 'en' ? ' ' : ''}${WAIVED[language](facts)}` : said;
}
