import { registerEnumType } from 'type-graphql';
import type { Language } from '../graphql/language';

export enum ProblemLevel {
  BLOCK = 'BLOCK',
  WARN = 'WARN',
  NOTE = 'NOTE',
}
registerEnumType(ProblemLevel, {
  name: 'ProblemLevel',
  description: 'What a problem does to its row.',
  valuesConfig: {
    BLOCK: { description: 'The row (for codes FILE_…, the whole file) is turned away.' },
    WARN: { description: 'The row lands; somebody should look at it before it is sold.' },
    NOTE: { description: 'The row lands; good to know.' },
  },
});

export const LEVEL_TEXTS: Record<ProblemLevel, Record<Language, string>> = {
  BLOCK: { 'zh-CN': '拒绝', en: 'rejected' },
  WARN: { 'zh-CN': '警告', en: 'warning' },
  NOTE: { 'zh-CN': '提示', en: 'note' },
};

export type Params = Readonly<Record<string, string | number>>;
type Text = (params: Params) => string;
export type Meaning = Record<Language, Text> & { level: ProblemLevel };

/** What is wrong, in both languages; the codes of all problems stand in problems.ts. */
export const rejects = (zh: Text, en: Text): Meaning => ({ level: ProblemLevel.BLOCK, 'zh-CN': zh, en });
export const warns = (zh: Text, en: Text): Meaning => ({ level: ProblemLevel.WARN, 'zh-CN': zh, en });
export const notes = (zh: Text, en: Text): Meaning => ({ level: ProblemLevel.NOTE, 'zh-CN': zh, en });
