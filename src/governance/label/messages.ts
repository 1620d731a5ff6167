import { LABEL_LIMITS } from '../../config/limits';
import type { Language } from '../../graphql/language';
import { type Check, ReliabilityCriterion } from './criteria';

const { dispatchHours, freeProvinces } = LABEL_LIMITS;

type Words = Record<Language, { what: string; observations: string }>;

const WORDS: Record<ReliabilityCriterion, Words> = {
  ENTERPRISE_QUALIFIED: {
    en: { what: 'Enterprise qualification', observations: '' },
    'zh-CN': { what: '企业资质', observations: '' },
  },
  RATING: {
    en: { what: 'Rating', observations: 'ratings' },
    'zh-CN': { what: '评分', observations: '条评价' },
  },
  REPLY_RATE: {
    en: { what: 'Reply rate', observations: 'enquiries' },
    'zh-CN': { what: '回复率', observations: '次咨询' },
  },
  FREE_SHIPPING: {
    en: {
      what: `Goods with free shipping to ${freeProvinces} provinces within ${dispatchHours} h`,
      observations: 'listed',
    },
    'zh-CN': {
      what: `${freeProvinces} 省包邮且 ${dispatchHours} 小时内发货的货品占比`,
      observations: '件在售',
    },
  },
  ON_TIME_DISPATCH: {
    en: { what: `Orders dispatched within ${dispatchHours} h`, observations: 'orders' },
    'zh-CN': { what: `${dispatchHours} 小时发货率`, observations: '单' },
  },
};

/** A criterion in words: what there is, of how many observations, and what is asked for. */
export function messageOf(check: Check, language: Language): string {
  const { criterion, actual, sampleSize, required, requiredSampleSize } = check;
  const { what, observations } = WORDS[criterion][language];
  const isChinese = language === 'zh-CN';
  if (criterion === ReliabilityCriterion.ENTERPRISE_QUALIFIED) {
    if (isChinese) return `${what}：${actual === 1 ? '已认证' : '未认证'}`;
    return `${what}: ${actual === 1 ? 'shown' : 'not shown'}`;
  }
  const said = (value: number): string =>
    // Rounded down: 89.96 % are not 90 %.
    criterion === ReliabilityCriterion.RATING
      ? (Math.floor(value * 100 + 1e-6) / 100).toFixed(2)
      : `${(Math.floor(value * 1_000 + 1e-6) / 10).toFixed(1)}%`;
  const count = sampleSize.toLocaleString('en');
  if (isChinese) {
    const found = actual === null ? '暂无数据' : `${said(actual)}（${count} ${observations}）`;
    return `${what}：${found}；要求不低于 ${said(required)}，且至少 ${requiredSampleSize} ${observations}`;
  }
  const found = actual === null ? 'nothing known' : `${said(actual)} (${count} ${observations})`;
  return `${what}: ${found}; at least ${said(required)} of ${requiredSampleSize} ${observations} or more`;
}
