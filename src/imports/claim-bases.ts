import type { Language } from '../graphql/language';

/** What a rule of data/reference/advertising-claims.json rests on, as people may look it up. */
export const CLAIM_BASES = {
  ABSOLUTE: { 'zh-CN': '《广告法》第九条第三项', en: 'Advertising Law, art. 9 (3)' },
  STATE: { 'zh-CN': '《广告法》第九条第二项', en: 'Advertising Law, art. 9 (2)' },
  TRADEMARK: { 'zh-CN': '《商标法》第十四条第五款', en: 'Trademark Law, art. 14 (5)' },
  TRUTH: { 'zh-CN': '《广告法》第四条、第二十八条', en: 'Advertising Law, art. 4 and 28' },
  PATENT: { 'zh-CN': '《广告法》第十二条', en: 'Advertising Law, art. 12' },
} satisfies Record<string, Record<Language, string>>;

export type ClaimBasis = keyof typeof CLAIM_BASES;
